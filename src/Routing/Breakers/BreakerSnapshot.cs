namespace Holdfast.Routing.Breakers;

/// <summary>What a planner needs to know of one breaker. Immutable; replaced whole.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Mode">What it lets through.</param>
/// <param name="Generation">Rises with every change of mode.</param>
/// <param name="IsolationUntil">When probing starts; null unless Open, and null while an operator holds it open.</param>
/// <param name="HeldByOperator">Open until an operator restores it: an early probe is refused.</param>
/// <param name="TakenAt">When the state behind it was last stepped; a reader with a staleness budget measures from here.</param>
public sealed record BreakerSnapshot(
    string Store, BreakerMode Mode, long Generation, DateTimeOffset? IsolationUntil, bool HeldByOperator, DateTimeOffset TakenAt)
{
    /// <summary>The snapshot of a state.</summary>
    public static BreakerSnapshot Of(string store, BreakerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new BreakerSnapshot(store, state.Mode, state.Generation, state.IsolationUntil, state.HeldByOperator, state.Clock);
    }
}
