namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>How long everything takes: the design's own intervals, or shortened ones.</summary>
internal sealed record DrillTimes
{
    /// <summary>The intervals of the design; about half an hour in all.</summary>
    public static readonly DrillTimes Real = new()
    {
        Calm = TimeSpan.FromSeconds(30),
        Fault = TimeSpan.FromSeconds(30),
        Outage = TimeSpan.FromSeconds(60),
        SettleLimit = TimeSpan.FromMinutes(15),
        RecoveryLimit = TimeSpan.FromMinutes(30),
        Keys = [],
    };

    /// <summary>Shortened ones; less than a minute in all.</summary>
    public static readonly DrillTimes Shortened = new()
    {
        Calm = TimeSpan.FromSeconds(2),
        Fault = TimeSpan.FromSeconds(2),
        Outage = TimeSpan.FromSeconds(3),
        SettleLimit = TimeSpan.FromSeconds(20),
        RecoveryLimit = TimeSpan.FromSeconds(60),
        Keys =
        [
            "Breaker:Isolation=500ms", "Breaker:IsolationExtension=500ms", "Breaker:Evaluation=500ms", "Breaker:MinimumProbes=2",
            "Recovery:Settle=00:00:01", "Recovery:Soak=00:00:01", "Reconcile:ShortestInterval=00:00:02", "Reconcile:Delay=00:00:01",
        ],
    };

    /// <summary>How long nothing is wrong at the beginning.</summary>
    public required TimeSpan Calm { get; init; }

    /// <summary>How long each of the smaller faults lasts.</summary>
    public required TimeSpan Fault { get; init; }

    /// <summary>How long the primary is hung, and dead.</summary>
    public required TimeSpan Outage { get; init; }

    /// <summary>How long the breakers may take to close between two faults; the drill goes on without it.</summary>
    public required TimeSpan SettleLimit { get; init; }

    /// <summary>How long recovery may take in the end: a promise of its own.</summary>
    public required TimeSpan RecoveryLimit { get; init; }

    /// <summary>The keys of section <c>Holdfast</c> that differ from their defaults, as <c>Key=value</c>.</summary>
    public required IReadOnlyList<string> Keys { get; init; }
}
