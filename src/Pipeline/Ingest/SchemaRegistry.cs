using System.Collections.Frozen;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Ingest;

/// <summary>The schema of each tier: its contracts and what was learnt. Safe for any number of threads.</summary>
public sealed class SchemaRegistry
{
    private readonly FrozenDictionary<string, Schema> _schemas;

    /// <summary>Makes the schemas, with nothing learnt yet.</summary>
    /// <param name="table">The tiers.</param>
    /// <param name="contracts">The contracts of all measurements; may be empty.</param>
    /// <param name="limits">The limits of each tier.</param>
    public SchemaRegistry(RoutingTable table, ContractSet contracts, LimitOptions limits) =>
        _schemas = table.Tiers.ToFrozenDictionary(
            static tier => tier.Name,
            tier => new Schema(tier.Name, contracts, new(limits.MaxTagValues, limits.MaxFields, limits.MaxTagValuesInTier)),
            StringComparer.Ordinal);

    /// <summary>All schemas, by tier name.</summary>
    public IReadOnlyDictionary<string, Schema> All => _schemas;

    /// <summary>The schema of a tier.</summary>
    public Schema Of(Tier tier) => _schemas[tier.Name];

    /// <summary>Some points will be in no store: what they taught, and that store's word is against, is forgotten. Tiers that are not known are passed over.</summary>
    /// <param name="letters">Why, and their lines.</param>
    public void Refused(IReadOnlyList<DeadLetterDraft> letters)
    {
        ArgumentNullException.ThrowIfNull(letters);
        foreach (var letter in letters)
        {
            if (IsConflict(letter) && _schemas.TryGetValue(letter.Tier, out var schema))
                schema.Forget(letter.Bytes.Span, letter.Message);
        }
    }

    /// <summary>What a schema of ours rejected has taught nothing; in a backfill it is the store's own.</summary>
    private static bool IsConflict(DeadLetterDraft letter) =>
        string.Equals(letter.Reason, RejectionCode.RefusedByStore.Text(), StringComparison.Ordinal) ? WriteClassifier.IsTypeConflict(letter.Message)
        : letter.Source == DeadLetterSource.Backfill && string.Equals(letter.Reason, RejectionCode.FieldTypeConflict.Text(), StringComparison.Ordinal);
}
