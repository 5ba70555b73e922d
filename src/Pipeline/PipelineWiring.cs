using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline;

/// <summary>Ties the breakers' transitions to whoever must hear of them, and the gauges to what they show. Called once, at start.</summary>
/// <param name="breakers">The breakers.</param>
/// <param name="targets">Whose queues are released when a breaker opens.</param>
/// <param name="log">What is owed.</param>
/// <param name="recoveries">The recoveries.</param>
/// <param name="metrics">The instruments.</param>
/// <param name="events">The event log.</param>
/// <param name="time">The clock.</param>
public sealed class PipelineWiring(
    BreakerRegistry breakers, TargetDirectory targets, IDeferredLog log, RecoveryRunner recoveries, HoldfastMetrics metrics, EventLog events, TimeProvider time)
{
    /// <summary>Ties everything.</summary>
    public void Connect()
    {
        breakers.Listen(Changed);
        metrics.ObserveBreakers(() => breakers.Snapshots.Values.Select(static snapshot => new BreakerReading(snapshot.Store, (int)snapshot.Mode)));
        metrics.ObserveOwed(() => targets.Stores.Select(static store => store.Name).Union(log.Stores, StringComparer.Ordinal).Select(Read));
        metrics.ObserveRecoveries(() => recoveries.Stores.Select(ReadRecovery));
    }

    private void Changed(StoreTransition change)
    {
        // First of all, what waits for the store goes on to the next target: that is what the producers wait for.
        if (change.Transition.To == BreakerMode.Open)
        {
            targets.Release(change.Store);

            // It may be killed and restarted while nothing is sent to it, and then nothing but this tells.
            targets.StoreNamed(change.Store)?.Rewind.Suspect();
        }

        metrics.BreakerChanged(change.Store, TagText.Rare(change.Transition.To), TagText.Rare(change.Transition.Cause));
        events.Changed(change);
    }

    private RecoveryReading ReadRecovery(string store)
    {
        if (recoveries.RecordOf(store) is not { } record)
            return new(store, 0, 1, 0);
        var rate = record.Phase is RecoveryPhase.Backfilling ? record.Rate : 0;
        return new(store, (int)record.Phase, RecoveryReports.ShareOf(record), rate);
    }

    private OwedReading Read(string store)
    {
        var owed = log.Owed(store);
        var age = owed.Oldest is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        return new(store, owed.Batches, owed.Points, owed.Bytes, age > TimeSpan.Zero ? age : TimeSpan.Zero);
    }
}
