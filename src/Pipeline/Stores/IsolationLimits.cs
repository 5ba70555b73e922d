namespace Holdfast.Pipeline.Stores;

/// <summary>How much fault isolation may send. The defaults find 12 poison points among 5,000 in one batch.</summary>
public sealed record IsolationLimits
{
    /// <summary>The most requests for one group, the first one included; at least 1. At the limit the rest stays unresolved.</summary>
    public int Group { get; init; } = 1024;

    /// <summary>
    /// The most requests for the points of one batch of it, so that one rotten batch does not use up the others' share; at least 1. At the
    /// limit the rest of that batch stays unresolved, and the search goes on with the next.
    /// </summary>
    public int Batch { get; init; } = 256;
}
