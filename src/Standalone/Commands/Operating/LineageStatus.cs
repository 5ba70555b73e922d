namespace Holdfast.Standalone.Commands.Operating;

/// <summary>What is read of <c>/ops/lineage/{id}</c>.</summary>
internal sealed record LineageStatus
{
    public string Id { get; init; } = "";

    public DateTimeOffset? At { get; init; }

    public string? Tier { get; init; }

    public string? Bucket { get; init; }

    public int? Points { get; init; }

    public int? Rejected { get; init; }

    public string? Outcome { get; init; }

    public string? Store { get; init; }

    public string? TraceId { get; init; }

    public IReadOnlyList<LineageHopStatus> Hops { get; init; } = [];

    public IReadOnlyList<LineageOwedStatus> Owed { get; init; } = [];

    public IReadOnlyList<LineageDeliveryStatus> Deliveries { get; init; } = [];

    public LineageLettersStatus DeadLetters { get; init; } = new(0, []);
}
