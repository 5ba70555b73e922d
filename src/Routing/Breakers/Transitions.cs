namespace Holdfast.Routing.Breakers;

/// <summary>The changes of mode. Each begins a generation and drops what was counted in the one before.</summary>
internal static class Transitions
{
    internal static BreakerStep Open(BreakerState state, BreakerCause cause, BreakerOptions options) =>
        Isolate(state with { OpenedAt = state.Clock, Extensions = 0 }, cause, options);

    internal static BreakerStep Reopen(BreakerState state, BreakerCause cause, BreakerOptions options)
    {
        // An early probe period was ours to risk: it does not lengthen the isolation.
        var extensions = state.Cause is BreakerCause.ProbedEarly ? state.Extensions : Math.Min(state.Extensions, int.MaxValue - 1) + 1;
        return Isolate(state with { Extensions = extensions }, cause, options);
    }

    internal static BreakerStep HalfOpen(BreakerState state, BreakerCause cause) =>
        Change(state with { EvaluationFrom = state.Clock }, BreakerMode.HalfOpen, cause);

    internal static BreakerStep Close(BreakerState state) =>
        Change(state with { OpenedAt = null, Extensions = 0 }, BreakerMode.Closed, BreakerCause.ProbesSucceeded);

    internal static BreakerStep HoldOpen(BreakerState state, string reason)
    {
        var words = reason.Length <= Breaker.MaximumReason ? reason : reason[..Breaker.MaximumReason];
        if (state.HeldByOperator)
            return new BreakerStep(state with { Reason = words }, null);
        return Change(state with { OpenedAt = state.OpenedAt ?? state.Clock }, BreakerMode.Open, BreakerCause.Manual, held: true, reason: words);
    }

    private static BreakerStep Isolate(BreakerState state, BreakerCause cause, BreakerOptions options)
    {
        var (isolation, seed) = Isolation.Next(state.Seed, state.Extensions, options);
        return Change(state with { Seed = seed }, BreakerMode.Open, cause, until: Instants.Add(state.Clock, isolation));
    }

    private static BreakerStep Change(
        BreakerState state, BreakerMode mode, BreakerCause cause, DateTimeOffset? until = null, bool held = false, string reason = "")
    {
        var transition = new BreakerTransition(state.Clock, state.Mode, mode, cause, state.Generation + 1, until, reason);
        var earlier = state.Transitions;
        if (earlier.Length >= Breaker.MaximumTransitions)
            earlier = earlier.RemoveRange(0, earlier.Length - Breaker.MaximumTransitions + 1);
        var changed = state with
        {
            Mode = mode,
            Generation = transition.Generation,
            Since = state.Clock,
            Cause = cause,
            Window = [],
            ConsecutiveFailures = 0,
            Latency = LatencyWindow.Empty,
            SlowWindows = 0,
            EmptyWindows = 0,
            Probes = default,
            IsolationUntil = until,
            HeldByOperator = held,
            Reason = reason,
            Transitions = earlier.Add(transition),
        };
        return new BreakerStep(changed, transition);
    }
}
