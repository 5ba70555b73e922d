namespace Holdfast.Pipeline.Overview;

/// <summary>The last samples of something that only rises, about a period apart and never less than three quarters of one. At the bound the oldest is forgotten. Not thread-safe.</summary>
/// <param name="period">The least time between two samples; one that comes earlier is not kept.</param>
/// <param name="reach">How far back <see cref="Ago"/> can look, however near to each other the samples come that are kept.</param>
/// <param name="time">The clock that the samples' timestamps are of.</param>
internal sealed class SampleRing<T>(TimeSpan period, TimeSpan reach, TimeProvider time)
{
    /// <summary>A timer is a little early or late, and a ring that then skips every other sample would see half as far.</summary>
    private readonly TimeSpan _least = period * 0.75;

    private readonly (long At, T Value)[] _samples = new (long, T)[(int)Math.Ceiling(reach / (period * 0.75)) + 1];
    private int _next;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Keeps a sample, unless the last one is too near.</summary>
    public void Add(long at, T value)
    {
        if (Count > 0 && time.GetElapsedTime(_samples[(_next + _samples.Length - 1) % _samples.Length].At, at) < _least)
            return;
        _samples[_next] = (at, value);
        _next = (_next + 1) % _samples.Length;
        Count = Math.Min(Count + 1, _samples.Length);
    }

    /// <summary>The newest sample that is at least so old, or the oldest one if none is; there must be one.</summary>
    public (TimeSpan Age, T Value) Ago(long now, TimeSpan span)
    {
        for (var back = 1; back <= Count; back++)
        {
            var (at, value) = _samples[(_next + _samples.Length - back) % _samples.Length];
            var age = time.GetElapsedTime(at, now);
            if (age >= span || back == Count)
                return (age, value);
        }

        throw new InvalidOperationException("there is no sample");
    }
}
