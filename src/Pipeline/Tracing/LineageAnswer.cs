using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.Tracing;

/// <summary>How a write was answered.</summary>
/// <param name="At">When.</param>
/// <param name="Outcome">Its ending, as the metrics name it.</param>
/// <param name="Store">The store that took it; null when none did.</param>
/// <param name="Elapsed">How long the write took, from its parsing to its answer.</param>
/// <param name="Rejected">How many of its lines were rejected, by us or by a store.</param>
/// <param name="TraceParent">The trace context that it was written under, or null.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineageAnswer(DateTimeOffset At, string Outcome, string? Store, TimeSpan Elapsed, int Rejected, string? TraceParent);
