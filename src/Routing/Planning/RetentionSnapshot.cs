using System.Collections.Frozen;
using System.Collections.Immutable;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Planning;

/// <summary>The verdict on every target at one moment. Immutable: the planner reads it without a lock.</summary>
public sealed class RetentionSnapshot
{
    private readonly FrozenDictionary<string, ImmutableArray<RetentionVerdict>> _byTier;

    /// <summary>A snapshot of these verdicts: per tier name one for every target of its chain, in the chain's order.</summary>
    public RetentionSnapshot(IEnumerable<KeyValuePair<string, ImmutableArray<RetentionVerdict>>> byTier) =>
        _byTier = byTier.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The verdicts on a tier's chain, in its order; empty for a tier that the snapshot does not know.</summary>
    public ImmutableArray<RetentionVerdict> Of(Tier tier) => _byTier.TryGetValue(tier.Name, out var verdicts) ? verdicts : [];

    /// <summary>Whether a target of the tier may be written to; false for one that the snapshot does not know.</summary>
    public bool IsEligible(Tier tier, Target target) => Of(tier) is var all && target.Position < all.Length && all[target.Position].IsEligible;
}
