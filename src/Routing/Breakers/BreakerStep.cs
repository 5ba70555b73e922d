namespace Holdfast.Routing.Breakers;

/// <summary>The outcome of <see cref="Breaker.Step"/>.</summary>
/// <param name="State">The state from now on.</param>
/// <param name="Transition">What to tell the world; null when nothing changed. One step changes the mode at most once.</param>
public sealed record BreakerStep(BreakerState State, BreakerTransition? Transition);
