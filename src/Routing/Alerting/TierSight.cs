using System.Collections.Immutable;

namespace Holdfast.Routing.Alerting;

/// <summary>One tier at one moment. The counts are over <see cref="AlertThresholds.Window"/>.</summary>
/// <param name="Name">The tier's name.</param>
/// <param name="Acknowledged">Writes that were acknowledged with at least one point.</param>
/// <param name="PastPrimary">Of those the ones that another target took, or that were deferred.</param>
/// <param name="Lines">Lines of the writes, taken or rejected.</param>
/// <param name="RejectedBySchema">Of them those that the schema, a contract or a store's schema rejected (<see cref="SchemaCodes"/>).</param>
/// <param name="Targets">The targets, in the chain's order.</param>
public sealed record TierSight(
    string Name, long Acknowledged, long PastPrimary, long Lines, long RejectedBySchema, ImmutableArray<TargetSight> Targets);
