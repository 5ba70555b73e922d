namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Everything that a drill has measured. Null means that it was not.</summary>
internal sealed record DrillEvidence
{
    /// <summary>What reading every store back showed.</summary>
    public DrillComparison? Stores { get; init; }

    /// <summary>Answers while the primary was isolated by hand.</summary>
    public long IsolatedAnswers { get; init; }

    /// <summary>Those of them that came from another target than the one that the breakers leave.</summary>
    public long? IsolatedElsewhere { get; init; }

    /// <summary>Requests that reached the primary while it was isolated by hand.</summary>
    public long? IsolatedRequests { get; init; }

    /// <summary>The 95th percentile of the answers' durations while it was.</summary>
    public TimeSpan? IsolatedP95 { get; init; }

    /// <summary>Requests with one poisonous line.</summary>
    public long PoisonRequests { get; init; }

    /// <summary>Those of them whose answer did not name exactly that line.</summary>
    public long? PoisonMistaken { get; init; }

    /// <summary>Stores whose breaker was not closed at some time while poison was sent.</summary>
    public IReadOnlyList<string>? PoisonOpened { get; init; }

    /// <summary>Requests that were sent again as they were.</summary>
    public long Replays { get; init; }

    /// <summary>Those of them that were not recognised.</summary>
    public long? ReplaysUnknown { get; init; }

    /// <summary>Requests that were answered while Holdfast ran, replays aside.</summary>
    public long Answers { get; init; }

    /// <summary>Those of them that were answered with anything but an acknowledgement.</summary>
    public long? Unacknowledged { get; init; }

    /// <summary>The 99th percentile of the durations of answers while Holdfast ran, of the phase in which it was highest.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>From the end of the last fault until nothing was owed and every breaker closed.</summary>
    public TimeSpan? Recovery { get; init; }

    /// <summary>From the start of the killed Holdfast until it took writes.</summary>
    public TimeSpan? Restart { get; init; }

    /// <summary>The most memory that Holdfast took, in bytes.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>The largest part of the deferred log's limit that was used, 0 to 1.</summary>
    public double? PeakLogShare { get; init; }
}
