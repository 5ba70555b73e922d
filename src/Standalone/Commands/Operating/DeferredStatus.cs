namespace Holdfast.Standalone.Commands.Operating;

/// <summary>The answer of <c>GET /ops/deferred</c>.</summary>
internal sealed record DeferredStatus
{
    public required long Bytes { get; init; }

    public long MaxBytes { get; init; }

    /// <summary>The part of the limit that is used, 0 to 1.</summary>
    public double Share { get; init; }

    public IReadOnlyList<DeferredStoreStatus> Stores { get; init; } = [];
}
