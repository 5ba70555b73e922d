namespace Holdfast.Standalone.Embedded;

/// <summary>What an embedded store keeps, where, and how much of it.</summary>
public sealed record EmbeddedStoreOptions
{
    /// <summary>The default of <see cref="MaxMemoryBytes"/>: 512 MiB.</summary>
    public const long DefaultMaxMemoryBytes = 512L * 1024 * 1024;

    /// <summary>The default of <see cref="MaxBodyBytes"/>: 25 MB, InfluxDB's own limit.</summary>
    public const int DefaultMaxBodyBytes = 25_000_000;

    /// <summary>The folder of the journal, created when missing; null keeps the data in memory only.</summary>
    public string? DataPath { get; init; }

    /// <summary>
    /// The estimated bytes of points in memory at which writes are refused with 503 until data expires or is dropped. An estimate of the
    /// arrays and texts held, not of the process. Default <see cref="DefaultMaxMemoryBytes"/>.
    /// </summary>
    public long MaxMemoryBytes { get; init; } = DefaultMaxMemoryBytes;

    /// <summary>The largest body of a write, before and after expansion; beyond it 413. Default <see cref="DefaultMaxBodyBytes"/>.</summary>
    public int MaxBodyBytes { get; init; } = DefaultMaxBodyBytes;

    /// <summary>
    /// Cells (rows times columns) that one statement may answer with; beyond it the statement fails with
    /// <c>max-select-point limit exceeded</c>. Default 20 million.
    /// </summary>
    public int MaxResultCells { get; init; } = 20_000_000;

    /// <summary>Queries that run at once; further ones wait their turn. Default 4.</summary>
    public int MaxConcurrentQueries { get; init; } = 4;

    /// <summary>
    /// The journal's bytes since the last compaction from which on it is compacted, if it has also outgrown twice the compacted data.
    /// Default 64 MiB.
    /// </summary>
    public long CompactAboveBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// The bytes that the journal may take on the disk, the snapshot aside; beyond it writes are refused with 503. It is only reached when
    /// compaction fails. Default 4 GiB.
    /// </summary>
    public long MaxJournalBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>The buckets created at the start when missing. An existing bucket keeps the retention it has.</summary>
    public IReadOnlyList<EmbeddedBucket> Buckets { get; init; } = DefaultBuckets;

    /// <summary>The buckets of a store without configuration: <c>telemetry_hot</c> 7 days, <c>telemetry_warm</c> 30, <c>telemetry_cold</c> 365.</summary>
    public static IReadOnlyList<EmbeddedBucket> DefaultBuckets { get; } =
    [
        new("telemetry_hot", TimeSpan.FromDays(7)),
        new("telemetry_warm", TimeSpan.FromDays(30)),
        new("telemetry_cold", TimeSpan.FromDays(365)),
    ];
}
