namespace Holdfast.Routing.Reconciling;

/// <summary>How replicas are compared with their primaries. Configuration section <c>Holdfast:Reconcile</c>.</summary>
public sealed record ReconcileOptions
{
    /// <summary>Whether the timer compares at all. A comparison after a backfill, and one that an operator asks for, take place in any case.</summary>
    public bool Timer { get; init; } = true;

    /// <summary>The time between two comparisons of a tier after trouble; 1 s to 1 day.</summary>
    public TimeSpan ShortestInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The time between two comparisons of a tier in calm: it doubles from the shortest each time nothing was missing. At least the
    /// shortest, at most 7 days.</summary>
    public TimeSpan LongestInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The length of one window, which is counted, and read where the counts differ, as a whole; 1 s to 1 day.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far back the timer compares, within the tier's time to live; 1 s to 31 days.</summary>
    public TimeSpan Depth { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The newest points are left out, because their writes may be under way; 0 to 1 h.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The limit of one question to a store; 10 ms to 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer that is read from a store, in bytes; a window whose points do not fit is halved. 4 KiB to 1 GiB.</summary>
    public int MaximumAnswer { get; init; } = 16 * 1024 * 1024;
}
