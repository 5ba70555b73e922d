using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Overview;

/// <summary>The latencies of the last minute, to five seconds. Not thread-safe.</summary>
internal sealed class LatencyWindow
{
    /// <summary>How far back it looks.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly LatencyCounter _counter;
    private readonly SampleRing<long[]> _ring;

    public LatencyWindow(LatencyCounter counter, TimeProvider time)
    {
        _counter = counter;
        _ring = new(Period, Span, time);
        _ring.Add(time.GetTimestamp(), counter.Read());
    }

    /// <summary>Takes a sample.</summary>
    /// <returns>What was counted within the span; null for nothing.</returns>
    public LatencyFigures? Sample(long now)
    {
        var counts = _counter.Read();
        var before = _ring.Ago(now, Span).Value;
        _ring.Add(now, counts);
        var difference = new long[counts.Length];
        for (var bucket = 0; bucket < difference.Length; bucket++)
            difference[bucket] = counts[bucket] - before[bucket];
        return LatencyFigures.Of(LatencyHistogram.FromCounts(difference));
    }
}
