namespace Holdfast.Soak.Watching;

/// <summary>How Holdfast stood at one moment.</summary>
/// <param name="At">When, from the first request.</param>
/// <param name="Life">Which of Holdfast's lives it was.</param>
/// <param name="Process">What the process took.</param>
/// <param name="Managed">The heap after the last collection, in bytes; null when that is not told.</param>
internal sealed record SoakSample(TimeSpan At, int Life, ProcessReading Process, long? Managed);
