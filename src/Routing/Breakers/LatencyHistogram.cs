using System.Numerics;
using System.Text.Json.Serialization;

namespace Holdfast.Routing.Breakers;

/// <summary>
/// Counts of durations in logarithmic buckets: sixteen to each doubling, as in HdrHistogram, found by integer arithmetic alone, so
/// that every machine agrees. Immutable; merging is associative and commutative.
/// </summary>
/// <remarks>
/// From <see cref="Minimum"/> to <see cref="Maximum"/> a percentile is within 1/33, about 3.1 %, of the exact one. A shorter duration
/// is counted as the minimum, a longer one as the maximum. As JSON it is the array of bucket, count, bucket, count…, without the empty ones.
/// </remarks>
[JsonConverter(typeof(LatencyHistogramConverter))]
public sealed class LatencyHistogram : IEquatable<LatencyHistogram>
{
    private const int SubBucketBits = 4;
    private const int SubBuckets = 1 << SubBucketBits;
    private static readonly int Lowest = Position(Minimum.Ticks);

    private readonly long[] _counts;

    private LatencyHistogram(long[] counts)
    {
        _counts = counts;
        foreach (var count in counts)
            Count += count;
    }

    /// <summary>100 µs: what is shorter is counted as this long.</summary>
    public static TimeSpan Minimum => TimeSpan.FromMicroseconds(100);

    /// <summary>60 s: what is longer is counted as this long.</summary>
    public static TimeSpan Maximum => TimeSpan.FromSeconds(60);

    /// <summary>The number of buckets.</summary>
    public static int BucketCount { get; } = Position(Maximum.Ticks) - Position(Minimum.Ticks) + 1;

    /// <summary>Nothing recorded.</summary>
    public static LatencyHistogram Empty { get; } = new(new long[BucketCount]);

    /// <summary>The durations recorded.</summary>
    public long Count { get; }

    /// <summary>
    /// The bucket that counts a duration, from 0 to <see cref="BucketCount"/> - 1, for those who count elsewhere. Any duration has one.
    /// </summary>
    public static int BucketOf(TimeSpan duration) => Position(Math.Clamp(duration.Ticks, Minimum.Ticks, Maximum.Ticks)) - Lowest;

    /// <summary>The histogram of counts that were made elsewhere.</summary>
    /// <param name="counts">One per bucket, none negative; each is capped at 10^15.</param>
    public static LatencyHistogram FromCounts(ReadOnlySpan<long> counts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, BucketCount, nameof(counts));
        var copy = new long[BucketCount];
        for (var bucket = 0; bucket < copy.Length; bucket++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(counts[bucket], nameof(counts));
            copy[bucket] = Math.Min(counts[bucket], Counters.Maximum);
        }

        return new LatencyHistogram(copy);
    }

    /// <summary>The histogram of these durations.</summary>
    public static LatencyHistogram Of(params IEnumerable<TimeSpan> durations)
    {
        ArgumentNullException.ThrowIfNull(durations);
        var counts = new long[BucketCount];
        foreach (var duration in durations)
            counts[BucketOf(duration)]++;
        return new LatencyHistogram(counts);
    }

    /// <summary>Both together.</summary>
    public LatencyHistogram Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count == 0)
            return other;
        if (other.Count == 0)
            return this;
        var sum = new long[BucketCount];
        for (var bucket = 0; bucket < sum.Length; bucket++)
            sum[bucket] = Counters.Add(_counts[bucket], other._counts[bucket]);
        return new LatencyHistogram(sum);
    }

    /// <summary>
    /// The percentile by nearest rank. <see cref="TimeSpan.Zero"/>, which is below any recorded duration, when nothing was recorded.
    /// </summary>
    /// <param name="share">Above 0, at most 1: 0.95 is the 95th percentile, 1 the longest.</param>
    public TimeSpan Percentile(double share)
    {
        if (double.IsNaN(share) || share is <= 0 or > 1)
            throw new ArgumentOutOfRangeException(nameof(share), share, "A percentile is above 0 and at most 1.");
        if (Count == 0)
            return TimeSpan.Zero;
        var rank = Math.Max(1, (long)Math.Ceiling((decimal)share * Count));
        var bucket = 0;
        for (var seen = _counts[0]; seen < rank; seen += _counts[bucket])
            bucket++;
        return Middle(bucket);
    }

    /// <inheritdoc/>
    public bool Equals(LatencyHistogram? other) => other is not null && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LatencyHistogram);

    /// <inheritdoc/>
    public override int GetHashCode() => Count.GetHashCode();

    internal long CountOf(int bucket) => _counts[bucket];

    /// <summary>
    /// The harmonic mean of the bucket's ends, whose relative error is the same at both: (b - a) / (b + a), and a bucket is at most
    /// a sixteenth of its lower end wide.
    /// </summary>
    private static TimeSpan Middle(int bucket)
    {
        var position = bucket + Lowest;
        var shift = position >> SubBucketBits;
        var low = (decimal)((long)(SubBuckets + (position & (SubBuckets - 1))) << shift);
        var high = low + (1L << shift);
        var middle = (long)(2 * low * high / (low + high));
        return new TimeSpan(Math.Clamp(middle, Minimum.Ticks, Maximum.Ticks));
    }

    /// <summary>The exponent above the sub-bucket's bits, then the four bits below the leading one.</summary>
    private static int Position(long ticks)
    {
        var shift = BitOperations.Log2((ulong)ticks) - SubBucketBits;
        return (shift << SubBucketBits) | ((int)(ticks >> shift) & (SubBuckets - 1));
    }
}
