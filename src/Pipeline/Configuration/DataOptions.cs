namespace Holdfast.Pipeline.Configuration;

/// <summary>Section <c>Holdfast:Data</c>: what Holdfast keeps on disk.</summary>
public sealed record DataOptions
{
    /// <summary>The folder; made when it is missing. One process at a time holds its lock.</summary>
    public string Path { get; init; } = "holdfast-data";

    /// <summary>
    /// The most bytes that the deferred log may hold; beyond, writes that would need it are answered 429. 64 KiB to 1 PiB, at least
    /// <see cref="SegmentBytes"/>.
    /// </summary>
    public long MaxBytes { get; init; } = 10L * 1024 * 1024 * 1024;

    /// <summary>How long a batch may be owed; older ones become dead letters, with an alert. 1 min to 36,500 days.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The size at which a new segment of the log is begun; 64 KiB to 1 GiB.</summary>
    public int SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most bytes that the dead letters may hold; beyond, requests with rejected lines are answered 429. 64 KiB to 1 PiB.</summary>
    public long MaxDeadLetterBytes { get; init; } = 1024L * 1024 * 1024;
}
