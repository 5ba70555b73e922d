using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Overview;

/// <summary>Percentiles in seconds, within the error of <see cref="LatencyHistogram"/>.</summary>
internal sealed record LatencyFigures(double P50, double P95, double P99)
{
    /// <summary>The percentiles of a histogram; null of an empty one.</summary>
    public static LatencyFigures? Of(LatencyHistogram histogram) => histogram.Count == 0
        ? null
        : new(histogram.Percentile(0.5).TotalSeconds, histogram.Percentile(0.95).TotalSeconds, histogram.Percentile(0.99).TotalSeconds);
}
