using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Influx;

/// <summary>Puts the answer to <see cref="FluxText.Counts"/> together.</summary>
/// <param name="window">The length of the windows in nanoseconds.</param>
/// <param name="maximumBytes">The most that all rows may have together.</param>
internal sealed class FluxCountsReader(long window, int maximumBytes)
{
    private const int RowBytes = 2 * sizeof(long);

    private readonly Dictionary<(long Window, string Field), long> _counts = [];
    private long _bytes;

    /// <summary>What was not understood; empty when everything was.</summary>
    public string Oddity { get; private set; } = "";

    /// <summary>Whether the rows did not fit.</summary>
    public bool TooLarge { get; private set; }

    /// <summary>The counts so far.</summary>
    public WindowCounts Counts => new(_counts);

    /// <summary>Takes a row.</summary>
    /// <returns>Whether to go on.</returns>
    public bool Take(IReadOnlyDictionary<string, object?> row)
    {
        if (row.GetValueOrDefault(FluxColumns.Time) is not long time || row.GetValueOrDefault(FluxColumns.Field) is not string field
            || row.GetValueOrDefault(FluxColumns.Value) is not long count)
        {
            Oddity = "a row has no time, field or count";
            return false;
        }

        // The first window begins where the range does, which may be within it.
        if (!_counts.TryAdd((TimeWindow.Align(time, window), field), count))
        {
            Oddity = "a window comes twice";
            return false;
        }

        _bytes += RowBytes + field.Length;
        TooLarge = _bytes > maximumBytes;
        return !TooLarge;
    }
}
