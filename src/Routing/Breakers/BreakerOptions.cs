namespace Holdfast.Routing.Breakers;

/// <summary>The thresholds of one store's breaker. The defaults are those of the design's section 5; configuration section <c>Holdfast:Breaker</c>.</summary>
public sealed record BreakerOptions
{
    /// <summary>Opens when the share of failures in <see cref="Window"/> is above this; more than 0, below 1.</summary>
    public double ErrorRate { get; init; } = 0.035;

    /// <summary>The rolling window of <see cref="ErrorRate"/>; 1 s to 1 h.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The requests that <see cref="Window"/> must hold before the rate means anything; 1 to 1,000,000.</summary>
    public int MinimumThroughput { get; init; } = 20;

    /// <summary>Opens after this many failures in a row, also below the minimum throughput; 1 to 1,000,000.</summary>
    public int ConsecutiveFailures { get; init; } = 3;

    /// <summary>A <see cref="SlowWindow"/> is slow when its 95th percentile is above this; 1 ms to 10 s, beyond which no try goes on.</summary>
    public TimeSpan SlowP95 { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>The length of one latency window; 1 s to 1 h.</summary>
    public TimeSpan SlowWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Opens after this many slow windows in a row; 1 to 1,000.</summary>
    public int SlowWindows { get; init; } = 3;

    /// <summary>How long the store is left alone before the first probe; 10 ms to 1 day.</summary>
    public TimeSpan Isolation { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How much longer it is left alone after each failed probe period; 0 to 1 day.</summary>
    public TimeSpan IsolationExtension { get; init; } = TimeSpan.FromSeconds(240);

    /// <summary>The longest isolation, however many probe periods failed; at least <see cref="Isolation"/>, at most 7 days.</summary>
    public TimeSpan MaximumIsolation { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The share by which an isolation is lengthened at random, so that instances do not probe in step; 0 to 1.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>The share of requests that goes to a recovering store; its reciprocal is rounded: 0.1 is exactly one request in ten; 0.001 to 1.</summary>
    public double ProbeRatio { get; init; } = 0.1;

    /// <summary>How long probes are watched before a verdict; 10 ms to 1 h.</summary>
    public TimeSpan Evaluation { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The probes that an evaluation must hold before it may close; 1 to 1,000,000.</summary>
    public int MinimumProbes { get; init; } = 10;

    /// <summary>Closes when the share of successful probes is above this; more than 0, below 1, and at least 1 - <see cref="ReopenAbove"/>, or
    /// one evaluation could ask for both.</summary>
    public double CloseAbove { get; init; } = 0.98;

    /// <summary>Reopens when the share of failed probes is above this; more than 0, below 1.</summary>
    public double ReopenAbove { get; init; } = 0.02;

    /// <summary>How long a probe may take before its lease expires and it counts as a failure; 10 ms to 1 h, above one try's time-out.</summary>
    public TimeSpan ProbeLease { get; init; } = TimeSpan.FromSeconds(15);
}
