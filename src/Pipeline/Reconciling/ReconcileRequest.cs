using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>What is to be compared.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Store">The store that is to be healed from all others of the tier; null for all that the delivery mode wants healed.</param>
/// <param name="Range">The timestamps; clipped to the tier's time to live and to what is old enough.</param>
/// <param name="Cause">Why.</param>
public sealed record ReconcileRequest(Tier Tier, string? Store, TimeWindow Range, ReconcileCause Cause);
