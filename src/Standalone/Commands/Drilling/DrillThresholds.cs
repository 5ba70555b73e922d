namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>What is still kept of each promise that is a matter of degree.</summary>
internal sealed record DrillThresholds
{
    /// <summary>The slowest answers: <c>Delivery:Timeout</c>.</summary>
    public required TimeSpan Answer { get; init; }

    /// <summary>Answers beside an open breaker: one attempt, <c>Delivery:TryTimeout</c>.</summary>
    public required TimeSpan BesideOpenBreaker { get; init; }

    /// <summary>Until everything is as it should be after the last fault.</summary>
    public required TimeSpan Recovery { get; init; }

    /// <summary>Until a killed Holdfast takes writes again; what service managers usually wait for.</summary>
    public TimeSpan Restart { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Holdfast's memory in bytes: the limits of its buffers (256 MiB of requests, 64 MiB of rewind for each store) and the runtime.</summary>
    public long Memory { get; init; } = 1024L * 1024 * 1024;
}
