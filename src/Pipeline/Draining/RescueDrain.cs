using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tracing;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Draining;

/// <summary>
/// Delivers the batches that no store holds to the first fallback that comes back, so that the log has their only copy no longer than it must.
/// They stay owed to their own store, and leave the rescue's lane by themselves once that has been given them.
/// </summary>
/// <remarks>
/// It never writes to the store that is owed the batch: that store's lane does, in an order with the rest that the rescue does not know. In
/// Fanout every target has a lane of its own and the rescue writes nothing; its lane moves on as those of the targets do. Poison is not
/// quarantined here: the lane of the owed store finds it, and would do so twice.
/// </remarks>
/// <param name="table">Which targets serve a tier.</param>
/// <param name="targets">The stores and targets at run time.</param>
/// <param name="retention">Which targets are eligible.</param>
/// <param name="log">What is owed.</param>
/// <param name="settling">What must wait for writes that were given up.</param>
/// <param name="options">Mode, and the times of one attempt.</param>
/// <param name="time">The clock.</param>
/// <param name="book">Told what was given to whom; null where nobody asks for routes.</param>
public sealed class RescueDrain(
    RoutingTable table, TargetDirectory targets, RetentionVerifier retention, IDeferredLog log, SettlingBook settling, DeliveryOptions options, TimeProvider time,
    LineageBook? book = null)
{
    private readonly LaneDelivery _delivery = new(log, settling, options, time, book);

    /// <summary>Delivers the next piece of what no store holds of a bucket. Not to be called for one lane concurrently.</summary>
    /// <param name="lane">One of <see cref="OwedLane.IsUnstored"/>.</param>
    /// <param name="maxBytes">How many bytes of lines at most; at least one batch is delivered, however large.</param>
    /// <param name="cancellation">Ends the step between two writes; what was delivered stays delivered.</param>
    public async Task<DrainResult> StepAsync(OwedLane lane, int maxBytes, CancellationToken cancellation)
    {
        if (!lane.IsUnstored)
            throw new ArgumentException("The lane of a store is its drain's.", nameof(lane));
        return await _delivery.StepAsync(lane, maxBytes, RouteOf, static (_, _) => null, static _ => Task.FromResult<string?>(null), cancellation);
    }

    private DrainRoute RouteOf(DrainRun run)
    {
        if (options.Mode == DeliveryMode.Fanout)
            return DrainRoute.Later("every target is owed it, and none has it yet");
        if (table.TierNamed(run.Tier) is not { } tier)
            return DrainRoute.Later($"there is no tier '{run.Tier}' any more");
        foreach (var fallback in tier.Chain.Skip(1))
        {
            var target = targets.Of(tier, fallback);
            if (!string.Equals(fallback.Store, run.Store, StringComparison.Ordinal) && IsOpenTo(tier, target))
                return DrainRoute.To(target);
        }

        return DrainRoute.Later("no fallback can take it");
    }

    /// <summary>A recovering store is left to its probes, as by the drain.</summary>
    private bool IsOpenTo(Tier tier, TargetRuntime target)
    {
        var mode = target.Store.Breaker.Snapshot.Mode;
        var view = new TargetView(mode, Probe: false, retention.Snapshot.IsEligible(tier, target.Target), target.Store.ThrottledUntil);
        return mode == BreakerMode.Closed && RoutePlanner.Skip(view, time.GetUtcNow()) == SkipReason.None;
    }
}
