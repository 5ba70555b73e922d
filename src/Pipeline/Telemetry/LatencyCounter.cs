using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>Counts durations in the buckets of <see cref="LatencyHistogram"/>, without a lock and without allocation. Safe for any number of threads.</summary>
public sealed class LatencyCounter
{
    private readonly StripedCounters _buckets = new(LatencyHistogram.BucketCount);

    /// <summary>Counts one.</summary>
    public void Record(TimeSpan elapsed) => _buckets.Add(LatencyHistogram.BucketOf(elapsed), 1);

    /// <summary>The buckets' counts since the start.</summary>
    internal long[] Read() => _buckets.Read();
}
