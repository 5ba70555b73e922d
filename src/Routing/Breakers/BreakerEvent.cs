namespace Holdfast.Routing.Breakers;

/// <summary>What can happen to a breaker. Closed: these and no others.</summary>
public abstract record BreakerEvent
{
    private BreakerEvent()
    {
    }

    /// <summary>An instance tells what it saw since its last report. Time passes too, as with <see cref="Tick"/>.</summary>
    /// <param name="Delta">Ignored, apart from the passing of time, when its generation is older than the breaker's.</param>
    public sealed record Report(WindowDelta Delta) : BreakerEvent;

    /// <summary>Time passes. Wanted about once a second; a breaker that is not ticked decides late, never wrongly.</summary>
    public sealed record Tick : BreakerEvent;

    /// <summary>An operator takes the store out of service until <see cref="Restore"/>.</summary>
    /// <param name="Reason">For other operators; cut to <see cref="Breaker.MaximumReason"/> characters.</param>
    public sealed record Isolate(string Reason) : BreakerEvent;

    /// <summary>An operator lets the store come back: it is probed at once, and evidence closes it. Changes nothing unless Open.</summary>
    public sealed record Restore : BreakerEvent;

    /// <summary>
    /// No target of a tier is left, so waiting out the isolation only costs: probe at once. Changes nothing unless Open, not while an
    /// operator holds it, and not before <see cref="BreakerOptions.ProbeLease"/> has passed since it opened.
    /// </summary>
    public sealed record ProbeEarly : BreakerEvent;
}
