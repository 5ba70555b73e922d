using System.Collections.Immutable;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>The input of <see cref="CompareWindow"/> and of <see cref="RepairWindow"/>.</summary>
/// <param name="Tier">The tier's name.</param>
/// <param name="Store">The store that is to be healed; null for all that the delivery mode wants healed.</param>
/// <param name="Range">The timestamps.</param>
/// <param name="Cause">Why.</param>
/// <param name="Exact">Whether equal counts are no proof.</param>
public sealed record WindowTask(string Tier, string? Store, TimeWindow Range, ReconcileCause Cause, bool Exact)
{
    /// <summary>Of a repair: the store that has more; null for every other one.</summary>
    public string? With { get; init; }

    /// <summary>Of a repair: what differs; empty for whatever does.</summary>
    public ImmutableArray<DifferingWindow> Windows { get; init; } = [];
}
