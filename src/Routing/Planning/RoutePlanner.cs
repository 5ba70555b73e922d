using System.Collections.Immutable;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Planning;

/// <summary>
/// Decides where a batch goes (I4): a pure function of the tier, the targets' snapshots and the time. Nothing else may decide it,
/// or two instances would route the same batch differently.
/// </summary>
public static class RoutePlanner
{
    /// <summary>Plans one batch.</summary>
    /// <param name="tier">The batch's tier; a plan never leaves it (I2).</param>
    /// <param name="views">One view per target of the tier's chain, in the chain's order.</param>
    /// <param name="now">The time of planning.</param>
    /// <returns>The plan; with no step when every target is skipped: then nothing is written and the batch is deferred.</returns>
    public static RoutePlan Plan(Tier tier, ReadOnlySpan<TargetView> views, DateTimeOffset now)
    {
        if (views.Length != tier.Chain.Length)
            throw new ArgumentException($"{views.Length} views for {tier.Chain.Length} targets", nameof(views));

        var steps = ImmutableArray.CreateBuilder<RouteStep>(views.Length);
        var primarySkipped = SkipReason.None;
        for (var position = 0; position < views.Length; position++)
        {
            var reason = Skip(views[position], now);
            if (reason == SkipReason.None)
                steps.Add(new(tier.Chain[position], views[position].Mode == BreakerMode.HalfOpen));
            else if (position == 0)
                primarySkipped = reason;
        }

        return new(steps.DrainToImmutable(), primarySkipped);
    }

    /// <summary>Why the target is to be skipped; <see cref="SkipReason.None"/> to write to it.</summary>
    public static SkipReason Skip(in TargetView view, DateTimeOffset now) => view switch
    {
        { Eligible: false } => SkipReason.Ineligible,
        { Mode: BreakerMode.Open } => SkipReason.BreakerOpen,
        { Mode: BreakerMode.HalfOpen, Probe: false } => SkipReason.NotProbed,
        _ when view.ThrottledUntil > now => SkipReason.Throttled,
        _ => SkipReason.None,
    };
}
