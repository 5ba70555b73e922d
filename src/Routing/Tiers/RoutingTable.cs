using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Holdfast.Routing.Tiers;

/// <summary>
/// The validated answer to 'which targets serve this bucket'. Immutable and safe for any number of threads. Made only by
/// <see cref="Create"/>, so whoever holds a table holds a valid one.
/// </summary>
public sealed class RoutingTable
{
    /// <summary>The most targets that one tier's chain may have: each has a name of its own in the <c>x-routing-tier</c> header.</summary>
    public const int MaxChain = 8;

    private readonly FrozenDictionary<string, Tier> _byBucket;
    private readonly FrozenDictionary<string, Tier> _byName;
    private readonly FrozenDictionary<string, StoreDefinition> _stores;

    private RoutingTable(ImmutableArray<StoreDefinition> stores, ImmutableArray<Tier> tiers)
    {
        Stores = stores;
        Tiers = tiers;
        _byBucket = tiers.ToFrozenDictionary(static tier => tier.Bucket, StringComparer.Ordinal);
        _byName = tiers.ToFrozenDictionary(static tier => tier.Name, StringComparer.Ordinal);
        _stores = stores.ToFrozenDictionary(static store => store.Name, StringComparer.Ordinal);
    }

    /// <summary>All stores, in the order of their definition.</summary>
    public ImmutableArray<StoreDefinition> Stores { get; }

    /// <summary>All tiers, in the order of their definition.</summary>
    public ImmutableArray<Tier> Tiers { get; }

    /// <summary>Validates the definitions and makes the table. Every fault is reported, not only the first.</summary>
    /// <param name="stores">The stores; names must differ.</param>
    /// <param name="tiers">The tiers; names and buckets must differ, and every target must name a store.</param>
    /// <param name="errors">All faults, empty when the table was made.</param>
    /// <returns>The table, or null when there is at least one error.</returns>
    public static RoutingTable? Create(
        ImmutableArray<StoreDefinition> stores, ImmutableArray<Tier> tiers, out ImmutableArray<RoutingError> errors)
    {
        errors = RoutingTableValidator.Validate(stores, tiers);
        return errors.IsEmpty ? new RoutingTable(stores, tiers) : null;
    }

    /// <summary>The tier that a producer's bucket name stands for, or null when no tier has it.</summary>
    public Tier? TierOfBucket(string bucket) => _byBucket.GetValueOrDefault(bucket);

    /// <summary>The tier of that name, or null.</summary>
    public Tier? TierNamed(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The store of that name, or null.</summary>
    public StoreDefinition? StoreNamed(string name) => _stores.GetValueOrDefault(name);
}
