using System.Collections.Immutable;
using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>The input of an activity that does something for one store's recovery.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Kind">What is to be done.</param>
/// <param name="Generation">The action's.</param>
/// <param name="Seen">What was seen last; holds where the authority does not answer. Null before the first look.</param>
public sealed record StoreTask(string Store, RecoveryActionKind Kind, long Generation, RecoverySight? Seen)
{
    /// <summary>Between which timestamps the store is to be compared.</summary>
    public ImmutableArray<RecoverySpan> Spans { get; init; } = [];
}
