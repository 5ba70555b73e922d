using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline;

/// <summary>Ties the breakers' transitions to whoever must hear of them, and the gauges to what they show. Called once, at start.</summary>
/// <param name="table">The tiers and stores.</param>
/// <param name="breakers">The breakers.</param>
/// <param name="targets">Whose queues are released when a breaker opens.</param>
/// <param name="retention">Which targets are eligible.</param>
/// <param name="log">What is owed.</param>
/// <param name="letters">What is in quarantine.</param>
/// <param name="recoveries">The recoveries.</param>
/// <param name="metrics">The instruments.</param>
/// <param name="events">The event log.</param>
/// <param name="time">The clock.</param>
public sealed class PipelineWiring(
    RoutingTable table,
    BreakerRegistry breakers,
    TargetDirectory targets,
    RetentionVerifier retention,
    IDeferredLog log,
    IDeadLetters letters,
    RecoveryRunner recoveries,
    HoldfastMetrics metrics,
    EventLog events,
    TimeProvider time)
{
    /// <summary>Ties everything. Whoever listens to the instruments must do so by now, to see their series begin at 0.</summary>
    public void Connect()
    {
        metrics.Begin(table);
        breakers.Listen(Changed);
        metrics.ObserveBreakers(() => breakers.Snapshots.Values.Select(static snapshot => new BreakerReading(snapshot.Store, (int)snapshot.Mode, snapshot.HeldByOperator)));
        metrics.ObserveOwed(() => targets.Stores.Select(static store => store.Name).Union(log.Stores, StringComparer.Ordinal).Select(Read));
        metrics.ObserveLog(ReadLog);
        metrics.ObserveTargets(ReadTargets);
        metrics.ObserveDeadLetters(() => letters.Summary.Reasons.Select(static reason => new LettersReading(reason.Reason, reason.Count)));

        // Where the breakers follow an authority, the recoveries are the authority's too: this process would call them done for good.
        if (!breakers.IsFollowing)
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

        // An outage that goes on reopens its breaker from half-open; that, and an operator's order, says nothing of how stable the store is.
        if (change.Transition is { From: BreakerMode.Closed, To: BreakerMode.Open, Cause: not BreakerCause.Manual })
            metrics.BreakerTripped(change.Store);
        metrics.BreakerChanged(change.Store, TagText.Rare(change.Transition.To), TagText.Rare(change.Transition.Cause));
        events.Changed(change);
    }

    private RecoveryReading ReadRecovery(string store)
    {
        if (recoveries.RecordOf(store) is not { } record)
            return new(store, 0, 1, 0, null);
        var rate = record.Phase is RecoveryPhase.Backfilling ? record.Rate : 0;
        return new(store, (int)record.Phase, RecoveryReports.ShareOf(record), rate, record.TimeLeft);
    }

    private OwedReading Read(string store)
    {
        var owed = log.Owed(store);
        var age = owed.Oldest is { } oldest ? time.GetUtcNow() - oldest : TimeSpan.Zero;
        return new(store, owed.Batches, owed.Points, owed.Bytes, age > TimeSpan.Zero ? age : TimeSpan.Zero, owed.OnlyHere);
    }

    private LogReading? ReadLog()
    {
        var usage = log.Usage;
        return new(usage.Bytes, usage.Limit, usage.Share, usage.OldestAge, usage.LostBatches);
    }

    private IEnumerable<TargetReading> ReadTargets()
    {
        var snapshot = retention.Snapshot;
        return targets.Targets.Select(target => new TargetReading(target.Tier.Name, target.Store.Name, snapshot.IsEligible(target.Tier, target.Target)));
    }
}
