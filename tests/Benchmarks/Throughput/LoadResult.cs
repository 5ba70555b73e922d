using System.Diagnostics;

namespace Holdfast.Benchmarks.Throughput;

/// <summary>What one run of load came to.</summary>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Deferred">How many requests were answered 202, and so did not reach the store yet.</param>
/// <param name="Latencies">Of each request, sorted, in ticks of <see cref="Stopwatch"/>.</param>
internal sealed record LoadResult(TimeSpan Elapsed, long Deferred, IReadOnlyList<long> Latencies)
{
    public long Requests => Latencies.Count;

    public double RequestsPerSecond => Requests / Elapsed.TotalSeconds;

    /// <summary>A percentile of the latencies.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Percentile(double share) =>
        Stopwatch.GetElapsedTime(0, Latencies[(int)Math.Min(Latencies.Count - 1, Latencies.Count * share)]);
}
