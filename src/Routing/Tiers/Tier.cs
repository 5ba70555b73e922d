using System.Collections.Immutable;

namespace Holdfast.Routing.Tiers;

/// <summary>A retention class and the chain of targets that serve it.</summary>
/// <param name="Name">Unique: <c>hot</c>, <c>warm</c>, <c>cold</c>, or any other.</param>
/// <param name="Bucket">The bucket name by which producers address the tier; unique.</param>
/// <param name="Retention">The time to live that every target must have. Zero means for ever.</param>
/// <param name="Chain">The targets in priority order; at least one, at most <see cref="RoutingTable.MaxChain"/>, each on another store.</param>
public sealed record Tier(string Name, string Bucket, TimeSpan Retention, ImmutableArray<Target> Chain)
{
    /// <summary>The first target of the chain, which is owed whatever it lacks.</summary>
    public Target Primary => Chain[0];
}
