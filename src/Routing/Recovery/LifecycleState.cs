using System.Collections.Immutable;

namespace Holdfast.Routing.Recovery;

/// <summary>Whether the lifecycle tasks of one bucket are to pause. Immutable, made by <see cref="LifecyclePolicy.Step"/>.</summary>
/// <param name="Paused">Whether they are.</param>
/// <param name="Since">Since when.</param>
/// <param name="TroubleAt">The last moment at which the tier was served by a fallback or owed anything; the soak counts from here.</param>
/// <param name="Reasons">Why they are; empty when they are not.</param>
public sealed record LifecycleState(bool Paused, DateTimeOffset Since, DateTimeOffset TroubleAt, ImmutableArray<LifecycleReason> Reasons)
{
    /// <summary>Nothing was ever wrong.</summary>
    public static LifecycleState Running(DateTimeOffset now) => new(false, now, DateTimeOffset.MinValue, []);

    /// <summary>Paused before the process was started anew. What it saw is not known any more, so the soak begins again.</summary>
    public static LifecycleState Resumed(DateTimeOffset since, DateTimeOffset now) =>
        new(true, since < now ? since : now, now, [new(LifecycleCause.Soaking, "")]);
}
