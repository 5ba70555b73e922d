namespace Holdfast.Standalone.Commands.Operating;

/// <summary>The answer of <c>GET /ops/stores</c>.</summary>
internal sealed record StoresStatus
{
    public required IReadOnlyList<StoreStatus> Stores { get; init; }
}
