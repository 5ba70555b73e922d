using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Following;

/// <summary>The outcome of <see cref="Authority.Step"/>.</summary>
/// <param name="State">The state from now on.</param>
/// <param name="Transition">The breaker's change; null when there was none.</param>
/// <param name="Counted">False when the event had counted before, was corrupt, or belonged to another generation: it then only let time pass.</param>
public sealed record AuthorityStep(AuthorityState State, BreakerTransition? Transition, bool Counted);
