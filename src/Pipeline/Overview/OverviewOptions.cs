namespace Holdfast.Pipeline.Overview;

/// <summary>What the head says about itself, and what asking it costs.</summary>
public sealed record OverviewOptions
{
    /// <summary>Which head it is: <c>standalone</c> or <c>functions</c>.</summary>
    public string Head { get; init; } = "standalone";

    /// <summary>What tells this instance from others.</summary>
    public string Instance { get; init; } = Environment.MachineName;

    /// <summary>Whether <c>GET /ops/events</c> is there.</summary>
    public bool Streaming { get; init; } = true;

    /// <summary>
    /// How old the recoveries that are shown may be. Above zero they are asked for only while somebody looks, because asking costs something.
    /// </summary>
    public TimeSpan RecoveryAge { get; init; }

    /// <summary>How old the sample of a reason whose letters have changed may be.</summary>
    public TimeSpan LetterAge { get; init; } = TimeSpan.FromSeconds(5);
}
