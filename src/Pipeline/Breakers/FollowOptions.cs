namespace Holdfast.Pipeline.Breakers;

/// <summary>How an instance that shares its stores with others follows their breakers' authority. Section <c>Holdfast:Azure</c>.</summary>
/// <param name="Instance">This process's id: new with every start, 1 to 128 characters.</param>
public sealed record FollowOptions(string Instance)
{
    /// <summary>How old the authority's last word may be before an instance goes on alone; 2 s to 5 min.</summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often reports go out and words are looked for, before jitter; 100 ms to 1 min, well below <see cref="Staleness"/>.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often an instance that has seen nothing says that it lives; above <see cref="Interval"/>. Six of these fit into the time after which the
    /// authority takes an instance for gone.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a report may take before it is given up and sent again; above the 20 s that durable entities were seen to take. The store's
    /// next report waits for it, and nothing else does. Reading is given up after <see cref="Staleness"/>, when it is worth nothing.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
