namespace Holdfast.Pipeline.Overview;

/// <summary>The last samples of something that only rises, at least a period apart. At the bound the oldest is forgotten. Not thread-safe.</summary>
/// <param name="period">The least time between two samples; one that comes earlier is not kept.</param>
/// <param name="capacity">How many are kept.</param>
/// <param name="time">The clock that the samples' timestamps are of.</param>
internal sealed class SampleRing<T>(TimeSpan period, int capacity, TimeProvider time)
    where T : class
{
    /// <summary>A timer is a little early or late, and a ring that then skips every other sample would see half as far.</summary>
    private readonly TimeSpan _least = period * 0.75;

    private readonly (long At, T Value)[] _samples = new (long, T)[capacity];
    private int _next;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Keeps a sample, unless the last one is too near.</summary>
    public void Add(long at, T value)
    {
        if (Count > 0 && time.GetElapsedTime(_samples[(_next + capacity - 1) % capacity].At, at) < _least)
            return;
        _samples[_next] = (at, value);
        _next = (_next + 1) % capacity;
        Count = Math.Min(Count + 1, capacity);
    }

    /// <summary>The newest sample that is at least so old, or the oldest one if none is; there must be one.</summary>
    public (TimeSpan Age, T Value) Ago(long now, TimeSpan span)
    {
        for (var back = 1; back <= Count; back++)
        {
            var (at, value) = _samples[(_next + capacity - back) % capacity];
            var age = time.GetElapsedTime(at, now);
            if (age >= span || back == Count)
                return (age, value);
        }

        throw new InvalidOperationException("there is no sample");
    }
}
