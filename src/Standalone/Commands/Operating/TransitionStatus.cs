namespace Holdfast.Standalone.Commands.Operating;

/// <summary>One change of a store's breaker.</summary>
/// <param name="At">When.</param>
/// <param name="From">From which state.</param>
/// <param name="To">To which state.</param>
/// <param name="Cause">Why.</param>
internal sealed record TransitionStatus(DateTimeOffset At, string? From, string? To, string? Cause);
