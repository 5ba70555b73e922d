namespace Holdfast.Standalone.Embedded.Faults;

/// <summary>What an embedded store is told to do wrong: the body of <c>POST /fault</c>.</summary>
public sealed record FaultSettings
{
    /// <summary>No fault.</summary>
    public static readonly FaultSettings Off = new();

    /// <summary>The kind of fault. Default: none.</summary>
    public FaultMode Mode { get; init; }

    /// <summary>Of <see cref="FaultMode.Status"/>: the status answered, 400 to 599.</summary>
    public int? Status { get; init; }

    /// <summary>Of <see cref="FaultMode.Status"/>: the seconds of <c>Retry-After</c>; none by default.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Of <see cref="FaultMode.Status"/> and <see cref="FaultMode.RejectMatching"/>: the message, instead of the real product's.</summary>
    public string? Message { get; init; }

    /// <summary>Of <see cref="FaultMode.Slow"/>: the delay in milliseconds, up to ten minutes.</summary>
    public int? DelayMs { get; init; }

    /// <summary>
    /// Of <see cref="FaultMode.Hang"/>: whether the requests that hung are carried out when the fault is cleared, as InfluxDB does when
    /// it goes on after SIGSTOP, also for clients that went away. Otherwise their connections are reset. Default false.
    /// </summary>
    public bool Apply { get; init; }

    /// <summary>Of <see cref="FaultMode.RejectMatching"/>: the text that makes a line poison.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// Of <see cref="FaultMode.RejectMatching"/>: whether one poisoned line refuses the whole request. By default the other lines are
    /// stored.
    /// </summary>
    public bool Atomic { get; init; }

    /// <summary>
    /// The fraction of requests affected, above 0 and up to 1. Which ones is counted and not drawn: of n requests floor(n × ratio) are.
    /// Default 1.
    /// </summary>
    public double Ratio { get; init; } = 1;

    /// <summary>How many requests are affected before the fault clears itself; no limit by default.</summary>
    public int? Count { get; init; }

    /// <summary>How long the fault lasts, in milliseconds; until it is cleared by default.</summary>
    public int? DurationMs { get; init; }

    /// <summary>
    /// The start of the paths affected, <c>/</c> for all. Default: writes of both dialects only. <see cref="FaultMode.Refuse"/> always
    /// affects all.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Why these settings make no sense; null when they do.</summary>
    public string? Error() => this switch
    {
        { Ratio: not (> 0 and <= 1) } => "ratio must be above 0 and at most 1",
        { Count: < 1 } => "count must be at least 1",
        { DurationMs: < 1 } => "durationMs must be at least 1",
        { Mode: FaultMode.Status, Status: null or < 400 or > 599 } => "status must be 400 to 599",
        { Mode: FaultMode.Slow, DelayMs: null or < 1 or > 600_000 } => "delayMs must be 1 to 600000",
        { Mode: FaultMode.RejectMatching, Text: null or "" } => "text is required",
        _ => null,
    };
}
