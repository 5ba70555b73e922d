namespace Holdfast.Standalone.Commands.Operating;

/// <summary>What is read of <c>/ops/lineage/{id}</c>.</summary>
internal sealed record LineageStatus(
    string Id, DateTimeOffset? At, string Tier, string Bucket, int? Points, int? Rejected, string? Outcome, string? Store, string? TraceId,
    IReadOnlyList<LineageHopStatus> Hops, IReadOnlyList<LineageOwedStatus> Owed, IReadOnlyList<LineageDeliveryStatus> Deliveries, LineageLettersStatus DeadLetters);
