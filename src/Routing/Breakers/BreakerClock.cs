namespace Holdfast.Routing.Breakers;

/// <summary>The passing of time, whatever the clock does.</summary>
internal static class BreakerClock
{
    internal static BreakerState Advance(BreakerState state, BreakerOptions options, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        if (state.Clock - utc > Breaker.MaximumSkew)
            state = MoveBack(state, options, utc);
        var previous = state.Clock;
        state = state with { Clock = utc > previous ? utc : previous };
        return state.Mode switch
        {
            BreakerMode.Closed => ClosedRules.Advance(state, options),
            BreakerMode.Open => CapIsolation(state, options),
            _ => WatchEvaluation(state, state.Clock - previous, options),
        };
    }

    /// <summary>The transitions of the past keep the time that they were recorded with.</summary>
    private static BreakerState MoveBack(BreakerState state, BreakerOptions options, DateTimeOffset now)
    {
        var shift = now - state.Clock;
        var slices = Shift(ClosedRules.SliceLength(options));
        var windows = Shift(options.SlowWindow);
        return state with
        {
            Clock = now,
            Since = Instants.Add(state.Since, shift),
            OpenedAt = state.OpenedAt is { } opened ? Instants.Add(opened, shift) : null,
            IsolationUntil = state.IsolationUntil is { } until ? Instants.Add(until, shift) : null,
            EvaluationFrom = Instants.Add(state.EvaluationFrom, shift),
            Window = [.. state.Window.Where(slice => slice.Slot >= slices).Select(slice => slice with { Slot = slice.Slot - slices })],
            Latency = state.Latency with { Slot = Math.Max(0, state.Latency.Slot - windows) },
        };

        long Shift(TimeSpan length) => Instants.Slot(state.Clock, length) - Instants.Slot(now, length);
    }

    /// <summary>Options may have been shortened, and a state from outside may say anything: no isolation outlasts the maximum from now.</summary>
    private static BreakerState CapIsolation(BreakerState state, BreakerOptions options)
    {
        var latest = Instants.Add(state.Clock, options.MaximumIsolation);
        return state.IsolationUntil > latest ? state with { IsolationUntil = latest } : state;
    }

    /// <summary>
    /// An evaluation that nobody watched for ten times its length, because the process was down or the clock leapt, proves nothing any
    /// more and starts over. Ten times, because a host that ticks rarely must still reach a verdict.
    /// </summary>
    private static BreakerState WatchEvaluation(BreakerState state, TimeSpan unwatched, BreakerOptions options) =>
        unwatched.Ticks / 10 > options.Evaluation.Ticks ? state with { EvaluationFrom = state.Clock, Probes = default } : state;
}
