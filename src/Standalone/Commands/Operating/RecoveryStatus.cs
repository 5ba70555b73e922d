namespace Holdfast.Standalone.Commands.Operating;

/// <summary>One store in the answer of <c>GET /ops/recoveries</c>.</summary>
internal sealed record RecoveryStatus
{
    public required string Store { get; init; }

    public required string Phase { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? IsolationUntil { get; init; }

    /// <summary>An operator's reason to hold the store; null when none does.</summary>
    public string? Held { get; init; }

    public ProgressStatus? Progress { get; init; }

    public SoakStatus? Soak { get; init; }

    public int Attempts { get; init; }

    public string? Fault { get; init; }
}
