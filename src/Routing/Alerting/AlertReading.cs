using System.Collections.Immutable;

namespace Holdfast.Routing.Alerting;

/// <summary>What alerts are judged by, at one moment. The shares are over <see cref="AlertThresholds.Window"/>.</summary>
public sealed record AlertReading
{
    /// <summary>The tiers.</summary>
    public ImmutableArray<TierSight> Tiers { get; init; } = [];

    /// <summary>The stores.</summary>
    public ImmutableArray<StoreSight> Stores { get; init; } = [];

    /// <summary>What Redis was wanted for; the default where there is none.</summary>
    public RedisSight Redis { get; init; }

    /// <summary>The share of the deferred log's limit that is used, from 0 to 1, or slightly beyond.</summary>
    public double LogUse { get; init; }
}
