namespace Holdfast.Standalone.Commands.Operating;

/// <summary>One store in the answer of <c>GET /ops/stores</c>.</summary>
internal sealed record StoreStatus
{
    public required string Name { get; init; }

    public string? Url { get; init; }

    public string? Api { get; init; }

    public string? Region { get; init; }

    public string? Mode { get; init; }

    public string? Cause { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? IsolationUntil { get; init; }

    public bool Manual { get; init; }

    public OwedStatus? Owed { get; init; }

    public IReadOnlyList<TargetStatus> Targets { get; init; } = [];

    public IReadOnlyList<TransitionStatus> Transitions { get; init; } = [];
}
