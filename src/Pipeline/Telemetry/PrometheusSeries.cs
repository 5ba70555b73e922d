namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// The value of one label set. Recording is a few atomic operations and no lock. A reader may see a histogram's sum one measurement
/// ahead of its buckets; the next scrape has both.
/// </summary>
internal sealed class PrometheusSeries
{
    private readonly double[] _bounds;
    private readonly long[] _buckets;
    private long _whole;
    private double _fraction;

    /// <summary>Starts a series at zero.</summary>
    /// <param name="labels">Its labels, as they are written.</param>
    /// <param name="bounds">A histogram's upper bounds, ascending; empty for other kinds.</param>
    public PrometheusSeries(string labels, double[] bounds)
    {
        Labels = labels;
        _bounds = bounds;
        _buckets = new long[bounds.Length + 1];
    }

    /// <summary>The labels, as they are written between the braces.</summary>
    public string Labels { get; }

    /// <summary>The collection in which an observable instrument last reported this series.</summary>
    public long Seen { get; set; }

    /// <summary>The value of a counter or gauge; a histogram's sum.</summary>
    public double Value => Interlocked.Read(ref _whole) + Volatile.Read(ref _fraction);

    /// <summary>The upper bounds of the buckets, without the infinite one.</summary>
    public ReadOnlySpan<double> Bounds => _bounds;

    /// <summary>The measurements in one bucket alone; the last is the infinite one.</summary>
    public long InBucket(int index) => Interlocked.Read(ref _buckets[index]);

    /// <summary>Adds to a counter.</summary>
    public void Add(long value) => Interlocked.Add(ref _whole, value);

    /// <summary>Adds to a counter, or to a histogram's sum.</summary>
    public void Add(double value)
    {
        var seen = Volatile.Read(ref _fraction);
        while (true)
        {
            var found = Interlocked.CompareExchange(ref _fraction, seen + value, seen);
            if (BitConverter.DoubleToInt64Bits(found) == BitConverter.DoubleToInt64Bits(seen))
                return;
            seen = found;
        }
    }

    /// <summary>Sets a gauge, or a counter that somebody else counts.</summary>
    public void Set(double value) => Volatile.Write(ref _fraction, value);

    /// <summary>Records one measurement of a histogram; one that is equal to a bound belongs below it, and NaN counts as infinite.</summary>
    public void Record(double value)
    {
        var index = Array.BinarySearch(_bounds, value);
        if (double.IsNaN(value))
            index = _bounds.Length;
        Interlocked.Increment(ref _buckets[index < 0 ? ~index : index]);
        Add(value);
    }
}
