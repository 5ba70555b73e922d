namespace Holdfast.Soak.Judging;

/// <summary>Everything that a run has measured. Null means that it was not.</summary>
internal sealed record SoakEvidence
{
    /// <summary>What reading every store back showed.</summary>
    public SoakComparison? Stores { get; init; }

    /// <summary>Attempts that were answered.</summary>
    public long Answers { get; init; }

    /// <summary>Those of them that came later than the budget and what the machine itself kept them waiting.</summary>
    public long? Overdue { get; init; }

    /// <summary>Attempts without an answer while Holdfast was there.</summary>
    public long? Unanswered { get; init; }

    /// <summary>Answers that no fault explains: 5xx, 429, 4xx without a fault of the producer's.</summary>
    public long? Odd { get; init; }

    /// <summary>Requests with a line that must be rejected.</summary>
    public long Poisoned { get; init; }

    /// <summary>Those of them whose answer did not name exactly that line.</summary>
    public long? PoisonMistaken { get; init; }

    /// <summary>Requests that were sent again as they were.</summary>
    public long Repeats { get; init; }

    /// <summary>Those of them that were not recognised.</summary>
    public long? RepeatsUnknown { get; init; }

    /// <summary>Requests sent while their tier's primary was known to have another time to live.</summary>
    public long Forbidden { get; init; }

    /// <summary>Those of them that were written there all the same.</summary>
    public long? Trespassed { get; init; }

    /// <summary>Requests of operators.</summary>
    public long OperatorRequests { get; init; }

    /// <summary>Those of them that were not answered as they must be.</summary>
    public long? OperatorFailures { get; init; }

    /// <summary>What became of every fault that concerned a store.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>How long nobody took writes, each time that Holdfast was killed.</summary>
    public IReadOnlyList<TimeSpan> Restarts { get; init; } = [];

    /// <summary>From the end of the traffic until nothing was owed and every breaker closed; null when it did not come.</summary>
    public TimeSpan? Drained { get; init; }

    /// <summary>The largest share of the deferred log's limit that was used.</summary>
    public double? PeakLogShare { get; init; }

    /// <summary>Resident memory of Holdfast's last life, after its warm-up.</summary>
    public GrowthTrend? Memory { get; init; }

    /// <summary>The managed heap after collections, in the same span.</summary>
    public GrowthTrend? Managed { get; init; }

    /// <summary>Open handles in the same span.</summary>
    public GrowthTrend? Handles { get; init; }

    /// <summary>Threads in the same span.</summary>
    public GrowthTrend? Threads { get; init; }

    /// <summary>Errors in Holdfast's log that no fault explains.</summary>
    public long? LogErrors { get; init; }

    /// <summary>Faults that were due.</summary>
    public int FaultsDue { get; init; }

    /// <summary>Those of them that could not be played as planned.</summary>
    public int FaultsNotPlayed { get; init; }
}
