using System.Collections.Immutable;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>The custom status of the comparisons.</summary>
/// <param name="Comparing">The tier that is being compared; empty between rounds.</param>
/// <param name="Rounds">When each tier is due.</param>
public sealed record ReconcileStatus(string Comparing, ImmutableArray<TierRound> Rounds);
