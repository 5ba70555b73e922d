using System.Collections.Immutable;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Stores;

/// <summary>What became of one batch of a group.</summary>
/// <param name="Fate">The outcome.</param>
/// <param name="Refused">The points that are poison, in order; also of an unresolved batch those found so far.</param>
/// <param name="Verdict">
/// Of a failed batch the store's answer to it, of an unresolved one the answer that ended the search, or null when the limit on requests
/// did; null otherwise.
/// </param>
public sealed record BatchOutcome(BatchFate Fate, ImmutableArray<RefusedPoint> Refused, WriteVerdict? Verdict)
{
    /// <summary>The store has all of it: the usual case, shared.</summary>
    public static readonly BatchOutcome Committed = new(BatchFate.Committed, [], null);

    /// <summary>Of an unresolved batch, how far its search has come; null when it was not begun.</summary>
    public SearchProgress? Progress { get; init; }
}
