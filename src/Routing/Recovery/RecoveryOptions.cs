namespace Holdfast.Routing.Recovery;

/// <summary>How a store is brought back. Configuration section <c>Holdfast:Recovery</c>; the same for every store.</summary>
public sealed record RecoveryOptions
{
    /// <summary>
    /// How long after a time-out a store may still apply the write (P29: InfluxDB stopped and continued applies what lay in its sockets).
    /// What is owed because of a time-out is not taken off the log before; a store that is later still may overwrite a newer value, which
    /// nothing in front of it can prevent. 0 to 10 min.
    /// </summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How far back committed batches are replayed to a store that may have lost what it had not synced (P28). 0 turns the rewind off;
    /// at most 10 min. VictoriaMetrics, as measured, loses up to its flush interval of 5 s.
    /// </summary>
    public TimeSpan RewindAge { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most bytes of lines that are kept in memory for the rewind, for each store; the oldest go first. 0 to 1 GiB.</summary>
    public int RewindBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// A backfill write that takes longer slows the backfill down, as an error or a plea for patience does; for bodies up to
    /// <c>Delivery:ReferenceBytes</c>, in proportion beyond. 1 ms to 10 s.
    /// </summary>
    public TimeSpan BackfillLatency { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The rate at which a backfill beside live traffic begins, in bytes of lines a second; at least <see cref="BackfillFloor"/>, at most 1 GiB.</summary>
    public int BackfillStart { get; init; } = 4 * 1024 * 1024;

    /// <summary>The rate that a backfill always gets while the store takes writes at all, in bytes of lines a second; 1 KiB to 1 GiB.</summary>
    public int BackfillFloor { get; init; } = 256 * 1024;

    /// <summary>How long a recovered store is watched before its recovery ends; 0 to 1 day.</summary>
    public TimeSpan Soak { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A soak begins again when the 95th percentile of the writes' durations is not below this; 1 ms to 10 s.</summary>
    public TimeSpan SoakP95 { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A soak begins again when the share of failed writes is not below this; more than 0, below 1.</summary>
    public double SoakErrorRate { get; init; } = 0.01;
}
