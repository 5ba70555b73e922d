using System.Collections.Immutable;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>The input of <see cref="ReconcileOrchestrator"/>: what it remembers from one round to the next.</summary>
/// <param name="Rounds">When each tier is due.</param>
/// <param name="Seed">Where the spreading comes from; advances with each round.</param>
public sealed record ReconcileStart(ImmutableArray<TierRound> Rounds, ulong Seed);
