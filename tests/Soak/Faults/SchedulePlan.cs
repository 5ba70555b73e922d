namespace Holdfast.Soak.Faults;

/// <summary>How dense the faults are.</summary>
/// <param name="Calm">How long nothing is wrong at the beginning.</param>
/// <param name="Shortest">The shortest fault.</param>
/// <param name="Longest">The longest fault.</param>
/// <param name="Gap">The mean time between the beginnings of two faults; some are longer than that, so that they overlap.</param>
/// <param name="Tail">How long nothing is wrong in the end, so that recovery is seen beside live traffic.</param>
/// <param name="Apart">The least time between two faults of the stores of one tier.</param>
/// <param name="ForgetsApart">The least time between a kill of Holdfast and one of a store that forgets: longer than what it forgets, and its recovery.</param>
internal sealed record SchedulePlan(TimeSpan Calm, TimeSpan Shortest, TimeSpan Longest, TimeSpan Gap, TimeSpan Tail, TimeSpan Apart, TimeSpan ForgetsApart);
