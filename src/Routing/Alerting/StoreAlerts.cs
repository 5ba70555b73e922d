using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Alerting;

/// <summary>The conditions that are a store's.</summary>
internal static class StoreAlerts
{
    private const string Isolated = "isolated: it is left alone until it is probed";

    /// <summary>It is owed what no store holds: one more failure, of the log's disk, and it is gone.</summary>
    public static Alert? OwedNowhere(StoreSight store) => store.Unstored > 0
        ? new(
            AlertId.OwedNowhere, AlertSeverity.P1, null, store.Name, DateTimeOffset.MaxValue, store.Unstored, 0, $"Owed to {store.Name} and in no store",
            $"{Figures.Count(store.Unstored, "batch that", "batches that")} {store.Name} is owed {(store.Unstored == 1 ? "is" : "are")} in no store")
        : null;

    /// <summary>It fails again and again, which no recovery mends.</summary>
    public static Alert? ChronicInstability(StoreSight store) => IsChronic(store)
        ? new(
            AlertId.ChronicInstability, AlertSeverity.P2, null, store.Name, DateTimeOffset.MaxValue, store.Trips, AlertThresholds.Trips, $"{store.Name} is chronically unstable",
            $"its breaker opened {Figures.Count(store.Trips, "time", "times")} within {Figures.Span(AlertThresholds.TripWindow)} ({AlertThresholds.Trips} or more)")
        : null;

    /// <summary>One outage that ends by itself: for the reader's peace, not for the night. A store that an operator holds does not come back by itself.</summary>
    public static Alert? Recovering(StoreSight store) => (store.Phase == RecoveryPhase.Done && store.Mode == BreakerMode.Closed) || store.Held || IsChronic(store)
        ? null
        : new(
            AlertId.Recovering, AlertSeverity.Info, null, store.Name, store.RecoveringSince ?? DateTimeOffset.MaxValue, store.Share, 1, $"{store.Name} is being recovered",
            Progress(store));

    private static bool IsChronic(StoreSight store) => store.Trips >= AlertThresholds.Trips;

    /// <summary>Without a record, as where the recovery is an orchestration that was not asked yet, the breaker tells.</summary>
    private static string Progress(StoreSight store) => store.Phase switch
    {
        RecoveryPhase.Isolated => Isolated,
        RecoveryPhase.Done when store.Mode == BreakerMode.Open => Isolated,
        RecoveryPhase.Probing or RecoveryPhase.Done => "probed: one request in ten goes to it",
        RecoveryPhase.Rewinding => "what it may have lost is written to it again",
        RecoveryPhase.Backfilling => $"{Figures.Percent(store.Share)} of what it is owed is delivered{(store.TimeLeft is { } left ? $", about {Figures.Span(left)} left" : "")}",
        RecoveryPhase.Reconciling => "it is compared with its replicas",
        _ => "it has everything, and is watched for a while",
    };
}
