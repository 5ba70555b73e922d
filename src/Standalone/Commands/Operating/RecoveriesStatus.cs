namespace Holdfast.Standalone.Commands.Operating;

/// <summary>The answer of <c>GET /ops/recoveries</c>.</summary>
internal sealed record RecoveriesStatus
{
    public required IReadOnlyList<RecoveryStatus> Stores { get; init; }
}
