using System.Numerics;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// Counters that only rise, a stripe of them to each processor, so that threads do not share a cache line: an uncontended atomic addition, and no
/// allocation. Safe for any number of threads.
/// </summary>
internal sealed class StripedCounters
{
    /// <summary>A cache line's worth of longs on both sides keeps neighbouring stripes apart.</summary>
    private const int Padding = 16;

    /// <summary>Beyond, processors share a stripe, which costs time and no truth; with it a histogram takes at most 45 KiB.</summary>
    private const int MaximumStripes = 16;

    private readonly long[][] _stripes;
    private readonly int _mask;

    public StripedCounters(int count)
    {
        Count = count;
        var stripes = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, MaximumStripes));
        _mask = stripes - 1;
        _stripes = new long[stripes][];
        for (var stripe = 0; stripe < stripes; stripe++)
            _stripes[stripe] = new long[Padding + count + Padding];
    }

    /// <summary>How many counters there are.</summary>
    public int Count { get; }

    /// <summary>The stripe of the processor that this runs on.</summary>
    public Span<long> Here => _stripes[Thread.GetCurrentProcessorId() & _mask].AsSpan(Padding, Count);

    /// <summary>Adds to one of them.</summary>
    public void Add(int counter, long value) => Interlocked.Add(ref Here[counter], value);

    /// <summary>All sums. What is added meanwhile is in this or in the next reading; each counter is read for itself.</summary>
    public long[] Read()
    {
        var sums = new long[Count];
        foreach (var stripe in _stripes)
        {
            for (var counter = 0; counter < sums.Length; counter++)
                sums[counter] += Volatile.Read(ref stripe[Padding + counter]);
        }

        return sums;
    }
}
