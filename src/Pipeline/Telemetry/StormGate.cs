namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// Lets the first events of a kind through and holds back the rest of a storm: <see cref="Burst"/> at once, then one every
/// <see cref="Refill"/>. What was held back is counted, so that it can be told. Safe for any number of threads; time is measured by timestamps,
/// since the wall clock jumps.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class StormGate(TimeProvider time)
{
    /// <summary>How many events of one kind pass at once.</summary>
    public const int Burst = 10;

    /// <summary>How many kinds are told apart; all later ones share one more.</summary>
    public const int MaxKinds = 512;

    /// <summary>How long it takes until one more passes.</summary>
    public static readonly TimeSpan Refill = TimeSpan.FromSeconds(6);

    private static readonly StormKind Rest = new(0, "others");

    private readonly Lock _lock = new();
    private readonly Dictionary<StormKind, Bucket> _buckets = [];

    /// <summary>Whether an event of this kind may be written; if not, it is counted as held back.</summary>
    public bool TryPass(StormKind kind)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var bucket = BucketOf_NeedsLock(kind, now);
            bucket.Fill(time.GetElapsedTime(bucket.At, now), now);
            if (bucket.Left < 1)
            {
                bucket.Held++;
                return false;
            }

            bucket.Left--;
            return true;
        }
    }

    /// <summary>Takes what was held back of every kind and not told yet.</summary>
    public IReadOnlyList<(StormKind Kind, long HeldBack)> TakeHeldBack()
    {
        lock (_lock)
        {
            var all = new List<(StormKind, long)>();
            foreach (var (kind, bucket) in _buckets)
            {
                if (bucket.Held == 0)
                    continue;
                all.Add((kind, bucket.Held));
                bucket.Held = 0;
            }

            return all;
        }
    }

    private Bucket BucketOf_NeedsLock(StormKind kind, long now)
    {
        if (_buckets.TryGetValue(kind, out var known))
            return known;
        if (_buckets.Count >= MaxKinds)
        {
            kind = Rest;
            if (_buckets.TryGetValue(kind, out known))
                return known;
        }

        var bucket = new Bucket { At = now };
        _buckets.Add(kind, bucket);
        return bucket;
    }

    private sealed class Bucket
    {
        public double Left { get; set; } = Burst;

        public long At { get; set; }

        public long Held { get; set; }

        public void Fill(TimeSpan elapsed, long now)
        {
            Left = Math.Min(Burst, Left + (elapsed / Refill));
            At = now;
        }
    }
}
