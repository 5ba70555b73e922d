namespace Holdfast.Soak.Traffic;

/// <summary>Durations counted in buckets that grow by an eighth of an octave, so that a percentile is right within a tenth. Safe for any number of threads.</summary>
internal sealed class LatencyCounts
{
    private const int PerOctave = 8;

    private readonly long[] _buckets = new long[32 * PerOctave];
    private long _worst;
    private long _count;

    /// <summary>How many there are.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>The longest.</summary>
    public TimeSpan Worst => TimeSpan.FromTicks(Interlocked.Read(ref _worst));

    /// <summary>Counts one.</summary>
    public void Add(TimeSpan duration)
    {
        var microseconds = Math.Max(1, duration.TotalMicroseconds);
        Interlocked.Increment(ref _buckets[Math.Min(_buckets.Length - 1, (int)(Math.Log2(microseconds) * PerOctave))]);
        Interlocked.Increment(ref _count);
        for (var worst = Interlocked.Read(ref _worst); duration.Ticks > worst;)
        {
            var before = Interlocked.CompareExchange(ref _worst, duration.Ticks, worst);
            if (before == worst)
                break;
            worst = before;
        }
    }

    /// <summary>The duration that so large a share does not exceed; zero when there is none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Percentile(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var bucket = 0; bucket < _buckets.Length && left > 0; bucket++)
        {
            left -= Interlocked.Read(ref _buckets[bucket]);
            if (left <= 0)
                return Min(Worst, TimeSpan.FromMicroseconds(Math.Pow(2, (bucket + 1.0) / PerOctave)));
        }

        return Worst;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
