namespace Holdfast.Routing.Breakers;

/// <summary>
/// The circuit breaker of one store as a pure function (section 5 of the design; README.md beside this file). The same events at the
/// same times give the same state, on every machine.
/// </summary>
public static class Breaker
{
    /// <summary>The slices of the rolling window, which is therefore between 19/20 of its length and its length.</summary>
    public const int Slices = 20;

    /// <summary>The transitions that a state remembers.</summary>
    public const int MaximumTransitions = 32;

    /// <summary>The length to which an operator's reason is cut, in characters.</summary>
    public const int MaximumReason = 200;

    /// <summary>
    /// The highest generation that is believed of a report; at twice as much a JSON reader with doubles still tells it from its neighbour.
    /// </summary>
    public const long MaximumGeneration = 1L << 52;

    /// <summary>
    /// How far a clock may be set back before its step is taken for a jump. Up to here, the disagreement of well-kept clocks, the
    /// breaker's time stands still until the clock has caught up; beyond, all its instants move back with the clock, so that what
    /// was left of an isolation or an evaluation is still left, and no more.
    /// </summary>
    public static TimeSpan MaximumSkew => TimeSpan.FromSeconds(5);

    /// <summary>A breaker that has seen nothing: Closed.</summary>
    /// <param name="seed">For the jitter of isolations; different for each store and installation, so that probes do not coincide.</param>
    /// <param name="now">The present.</param>
    public static BreakerState Create(ulong seed, DateTimeOffset now) =>
        new() { Seed = seed, Clock = now.ToUniversalTime(), Since = now.ToUniversalTime() };

    /// <summary>What becomes of a breaker when something happens to it. Every mode takes every event.</summary>
    /// <param name="state">A sound state.</param>
    /// <param name="happened">The event.</param>
    /// <param name="options">Validated thresholds; they may differ from those of the steps before.</param>
    /// <param name="now">The present; it may jump both ways (<see cref="MaximumSkew"/>).</param>
    public static BreakerStep Step(BreakerState state, BreakerEvent happened, BreakerOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(happened);
        ArgumentNullException.ThrowIfNull(options);
        var current = BreakerClock.Advance(state, options, now);
        return happened switch
        {
            BreakerEvent.Report report => Observe(current, report.Delta, options),
            BreakerEvent.Tick => Judge(current, new WindowDelta { Generation = current.Generation }, options),
            BreakerEvent.Isolate isolate => Transitions.HoldOpen(current, isolate.Reason),
            BreakerEvent.Restore when current.Mode is BreakerMode.Open =>
                Transitions.HalfOpen(current with { Extensions = 0 }, BreakerCause.Restored),
            BreakerEvent.ProbeEarly when MayProbeEarly(current, options) => Transitions.HalfOpen(current, BreakerCause.ProbedEarly),
            BreakerEvent.Restore or BreakerEvent.ProbeEarly => new BreakerStep(current, null),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not an event of the closed set."),
        };
    }

    private static BreakerStep Observe(BreakerState state, WindowDelta delta, BreakerOptions options)
    {
        if (delta.Generation < state.Generation || !delta.IsSound())
            return Judge(state, new WindowDelta { Generation = state.Generation }, options);

        // A report from a newer generation means that this state was restored from an older save. Its number is taken over;
        // otherwise the two sides would ignore each other for as many transitions as were lost.
        return Judge(state with { Generation = delta.Generation }, delta, options);
    }

    private static BreakerStep Judge(BreakerState state, WindowDelta delta, BreakerOptions options)
    {
        switch (state.Mode)
        {
            case BreakerMode.Closed:
                var recorded = ClosedRules.Record(state, delta, options, out var cause);
                return cause is BreakerCause.None ? new BreakerStep(recorded, null) : Transitions.Open(recorded, cause, options);

            case BreakerMode.Open:
                // Requests that were under way when it opened may still report: they are old news and count for nothing.
                return state.IsolationUntil <= state.Clock
                    ? Transitions.HalfOpen(state, BreakerCause.IsolationEnded)
                    : new BreakerStep(state, null);

            default:
                var probed = state with { Probes = state.Probes.Then(delta.Probes) };
                return Evaluation.Judge(probed.Probes, probed.Clock - probed.EvaluationFrom, options) switch
                {
                    EvaluationVerdict.Close => Transitions.Close(probed),
                    EvaluationVerdict.ReopenFailed => Transitions.Reopen(probed, BreakerCause.ProbesFailed, options),
                    EvaluationVerdict.ReopenSlow => Transitions.Reopen(probed, BreakerCause.ProbesSlow, options),
                    _ => new BreakerStep(probed, null),
                };
        }
    }

    private static bool MayProbeEarly(BreakerState state, BreakerOptions options) =>
        state.Mode is BreakerMode.Open && !state.HeldByOperator && state.Clock - state.Since >= options.ProbeLease;
}
