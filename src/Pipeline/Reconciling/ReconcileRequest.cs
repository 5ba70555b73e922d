using System.Collections.Immutable;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>What is to be compared.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Store">The store that is to be healed from all others of the tier; null for all that the delivery mode wants healed.</param>
/// <param name="Range">The timestamps; clipped to the tier's time to live and to what is old enough.</param>
/// <param name="Cause">Why.</param>
public sealed record ReconcileRequest(Tier Tier, string? Store, TimeWindow Range, ReconcileCause Cause)
{
    /// <summary>The only store to compare with; null for every other one of the tier.</summary>
    public string? With { get; init; }

    /// <summary>Whether equal counts are no proof; null for what the cause and the length of the range say. A part of a range is told.</summary>
    public bool? Exact { get; init; }

    /// <summary>Whether nothing is repaired: the report names what is to be (<see cref="PairReport.Differing"/>).</summary>
    public bool CompareOnly { get; init; }

    /// <summary>What is to be repaired without counting again, as a comparison has named it; empty for whatever differs.</summary>
    public ImmutableArray<DifferingWindow> Windows { get; init; } = [];

    /// <summary>Whether it is one of several whose reports are kept together, by the caller.</summary>
    public bool IsPart { get; init; }
}
