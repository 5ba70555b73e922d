using System.Numerics;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Breakers;

/// <summary>
/// Counts successes and their durations, a stripe to each processor, so that threads do not share a cache line: one or two
/// uncontended atomic increments a request, and no allocation.
/// </summary>
internal sealed class OutcomeStripes
{
    /// <summary>A cache line's worth of longs on both sides of the counters keeps neighbouring stripes apart.</summary>
    private const int Padding = 16;

    private const int MaximumStripes = 64;

    private readonly long[][] _stripes;
    private readonly int _mask;
    private readonly int _slowAt = Padding + LatencyHistogram.BucketCount;
    private readonly TimeSpan _slow;

    internal OutcomeStripes(TimeSpan slow)
    {
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, MaximumStripes));
        _mask = count - 1;
        _slow = slow;
        _stripes = new long[count][];
        for (var i = 0; i < count; i++)
            _stripes[i] = new long[Padding + LatencyHistogram.BucketCount + 1 + Padding];
    }

    internal void Record(TimeSpan elapsed)
    {
        var counts = _stripes[Thread.GetCurrentProcessorId() & _mask];
        Interlocked.Increment(ref counts[Padding + LatencyHistogram.BucketOf(elapsed)]);
        if (elapsed > _slow)
            Interlocked.Increment(ref counts[_slowAt]);
    }

    /// <summary>
    /// Takes everything counted so far; what is counted meanwhile is in this or in the next drain, and in one of them only. A slow
    /// success may be cut from its own count, so the slow ones are capped by the successes.
    /// </summary>
    internal (LatencyHistogram Latencies, long Slow) Drain()
    {
        Span<long> sum = stackalloc long[LatencyHistogram.BucketCount];
        sum.Clear();
        long slow = 0;
        foreach (var counts in _stripes)
        {
            for (var bucket = 0; bucket < sum.Length; bucket++)
                sum[bucket] += Take(ref counts[Padding + bucket]);
            slow += Take(ref counts[_slowAt]);
        }

        var latencies = LatencyHistogram.FromCounts(sum);
        return (latencies.Count == 0 ? LatencyHistogram.Empty : latencies, Math.Min(slow, latencies.Count));
    }

    private static long Take(ref long count) => Volatile.Read(ref count) == 0 ? 0 : Interlocked.Exchange(ref count, 0);
}
