using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>What came of a rewind.</summary>
/// <param name="Portion">What was written again.</param>
/// <param name="Spans">Between which timestamps; one per tier.</param>
/// <param name="Fault">Why it did not get to its end; null when it did.</param>
public sealed record RewindOutcome(RecoveryPortion Portion, IReadOnlyList<RecoverySpan> Spans, string? Fault);
