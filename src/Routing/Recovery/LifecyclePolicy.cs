using System.Collections.Immutable;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Recovery;

/// <summary>
/// Decides when downsampling and compaction of a bucket pause: a task that reads a bucket while points are missing makes an aggregate that
/// nothing corrects later, and one that compacts the replica drops what the primary has yet to be given.
/// </summary>
public static class LifecyclePolicy
{
    /// <summary>
    /// Pauses at once, while the tier is served by a fallback or is owed anything; resumes when no recovery is under way and a soak has
    /// passed since. A fallback's own trouble does not count unless the tier is written to all of its targets: nobody reads from it.
    /// </summary>
    /// <param name="state">The state before.</param>
    /// <param name="chain">The tier's targets in priority order; at least one.</param>
    /// <param name="everyTarget">Whether every target is written to (Fanout), not only the first.</param>
    /// <param name="soak">How long nothing must have been wrong; 0 for not at all.</param>
    /// <param name="now">The time. A clock that was set back makes the soak begin again.</param>
    public static LifecycleState Step(
        LifecycleState state, ReadOnlySpan<LifecycleView> chain, bool everyTarget, TimeSpan soak, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reasons = ImmutableArray.CreateBuilder<LifecycleReason>();
        for (var position = 0; position < chain.Length; position++)
            AddTrouble(reasons, chain[position], everyTarget || position == 0);
        var troubleAt = reasons.Count > 0 || state.TroubleAt > now ? now : state.TroubleAt;
        for (var position = 0; position < chain.Length; position++)
            if (chain[position].Recovering && (everyTarget || position == 0))
                reasons.Add(new(LifecycleCause.Recovering, chain[position].Store));
        if (reasons.Count == 0 && state.Paused && now - troubleAt < soak)
            reasons.Add(new(LifecycleCause.Soaking, ""));

        var paused = reasons.Count > 0;
        return new(paused, paused == state.Paused ? state.Since : now, troubleAt, reasons.DrainToImmutable());
    }

    private static void AddTrouble(ImmutableArray<LifecycleReason>.Builder reasons, in LifecycleView target, bool written)
    {
        if (written && target.Mode != BreakerMode.Closed)
            reasons.Add(new(LifecycleCause.Fallback, target.Store));
        if (written && !target.Eligible)
            reasons.Add(new(LifecycleCause.Ineligible, target.Store));
        if (target.Owed)
            reasons.Add(new(LifecycleCause.Owed, target.Store));
    }
}
