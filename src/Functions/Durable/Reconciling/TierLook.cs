using System.Collections.Immutable;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>What the timer of comparisons is told of the configuration: a replay then sees what its first run saw.</summary>
/// <param name="Options">The intervals.</param>
/// <param name="Tiers">The tiers' names.</param>
/// <param name="Seed">Random.</param>
public sealed record TierLook(ReconcileOptions Options, ImmutableArray<string> Tiers, ulong Seed);
