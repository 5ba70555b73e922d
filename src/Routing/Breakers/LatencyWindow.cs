using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>A latency window that is still being filled.</summary>
/// <param name="Slot">The window's number since the beginning of the calendar; windows are aligned.</param>
/// <param name="Slow">The successes that took longer than <see cref="BreakerOptions.SlowP95"/>.</param>
/// <param name="Latencies">How long the successes took.</param>
public sealed record LatencyWindow(long Slot, long Slow, LatencyHistogram Latencies)
{
    /// <summary>Before the first success.</summary>
    public static LatencyWindow Empty { get; } = new(0, 0, LatencyHistogram.Empty);

    /// <summary>The successes in it.</summary>
    [JsonIgnore]
    public long Count => Latencies.Count;

    /// <summary>Whether its 95th percentile is above the limit; exact. An empty window is not slow.</summary>
    [JsonIgnore]
    public bool IsSlow => Share.IsP95Slow(Count, Slow);

    internal bool IsSound() => Slot >= 0 && Latencies is not null && Counters.IsSound(Slow) && Slow <= Count;
}
