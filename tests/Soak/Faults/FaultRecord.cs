namespace Holdfast.Soak.Faults;

/// <summary>A fault as it was played.</summary>
/// <param name="Planned">What was planned.</param>
/// <param name="Began">When it began, from the first request.</param>
/// <param name="Ended">When it was over.</param>
/// <param name="Hindrance">Why it could not be played as planned; null when it was.</param>
internal sealed record FaultRecord(PlannedFault Planned, TimeSpan Began, TimeSpan Ended, string? Hindrance);
