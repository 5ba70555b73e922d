using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Recovery;

/// <summary>What a host sees of a store at the moment of an event. Taken after the action that the event tells of, never before.</summary>
public sealed record RecoverySight
{
    /// <summary>The breaker's mode.</summary>
    public BreakerMode Breaker { get; init; }

    /// <summary>The breaker's generation; another one than before means that it has changed, even if the mode is the same again.</summary>
    public long BreakerGeneration { get; init; }

    /// <summary>When probing starts; null unless open, and null while an operator holds it.</summary>
    public DateTimeOffset? IsolationUntil { get; init; }

    /// <summary>Open until an operator restores it.</summary>
    public bool Held { get; init; }

    /// <summary>The operator's words for it, or empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the store is owed.</summary>
    public RecoveryPortion Owed { get; init; }

    /// <summary>Whether there are batches that the store may have acknowledged and lost.</summary>
    public bool RewindPending { get; init; }

    /// <summary>What a host sees of a store's breaker.</summary>
    /// <param name="state">The breaker's state.</param>
    /// <param name="owed">What the store is owed.</param>
    /// <param name="rewindPending">See <see cref="RewindPending"/>.</param>
    public static RecoverySight Of(BreakerState state, RecoveryPortion owed, bool rewindPending)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new()
        {
            Breaker = state.Mode,
            BreakerGeneration = state.Generation,
            IsolationUntil = state.IsolationUntil,
            Held = state.HeldByOperator,
            Reason = state.Reason,
            Owed = owed,
            RewindPending = rewindPending,
        };
    }

    /// <summary>Whether a wait is to be cut short, because this is not what was seen before.</summary>
    /// <param name="before">What was seen before.</param>
    public bool IsNewsAfter(RecoverySight before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Breaker != before.Breaker || BreakerGeneration != before.BreakerGeneration || Held != before.Held
            || IsolationUntil != before.IsolationUntil || !string.Equals(Reason, before.Reason, StringComparison.Ordinal)
            || RewindPending != before.RewindPending || Owed.Batches > 0 != before.Owed.Batches > 0;
    }
}
