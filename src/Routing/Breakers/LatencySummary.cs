namespace Holdfast.Routing.Breakers;

/// <summary>A latency window that is over, for operators.</summary>
/// <param name="Slot">The window's number since the beginning of the calendar.</param>
/// <param name="Count">The successes in it; above 0.</param>
/// <param name="Slow">Those that took longer than <see cref="BreakerOptions.SlowP95"/>.</param>
/// <param name="P95">The 95th percentile, within the error of <see cref="LatencyHistogram"/>.</param>
public sealed record LatencySummary(long Slot, long Count, long Slow, TimeSpan P95);
