using System.Runtime.InteropServices;

namespace Holdfast.Routing.Recovery;

/// <summary>How the writes to a store went over a stretch of time. The default is no writes, which speak neither for nor against it.</summary>
/// <param name="Requests">All writes that told something about the store, failed ones included.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="P95">The 95th percentile of the durations of those that did not fail.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecoverySample(long Requests, long Failures, TimeSpan P95);
