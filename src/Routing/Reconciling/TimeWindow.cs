using System.Collections.Immutable;

namespace Holdfast.Routing.Reconciling;

/// <summary>A span of timestamps, in nanoseconds since 1970.</summary>
/// <param name="From">The first timestamp in it.</param>
/// <param name="To">The first timestamp behind it; above <paramref name="From"/> unless it is empty.</param>
public readonly record struct TimeWindow(long From, long To)
{
    /// <summary>A window that is too large is halved until it is no longer than this: one second.</summary>
    public const long Shortest = 1_000_000_000;

    /// <summary>Whether no timestamp is in it.</summary>
    public bool IsEmpty => To <= From;

    /// <summary>Whether it can be halved further.</summary>
    public bool CanHalve => (Int128)To - From > Shortest;

    /// <summary>The part that is also in another window; may be empty.</summary>
    public TimeWindow Within(TimeWindow other) => new(Math.Max(From, other.From), Math.Min(To, other.To));

    /// <summary>Its two halves.</summary>
    public (TimeWindow First, TimeWindow Second) Halve()
    {
        var middle = (long)(((Int128)From + To) / 2);
        return (this with { To = middle }, this with { From = middle });
    }

    /// <summary>
    /// The first of the windows of a length that cover the span: they begin at whole multiples of the length since 1970, as InfluxQL's
    /// <c>GROUP BY time()</c> does, and the first and last are clipped to the span.
    /// </summary>
    /// <param name="length">The length in nanoseconds; at least 1.</param>
    public TimeWindow First(long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return this with { To = (long)Int128.Min(To, (Int128)Align(From, length) + length) };
    }

    /// <summary>All of those windows.</summary>
    /// <param name="length">The length in nanoseconds; at least 1.</param>
    public ImmutableArray<TimeWindow> Split(long length)
    {
        var windows = ImmutableArray.CreateBuilder<TimeWindow>();
        for (var rest = this; !rest.IsEmpty; rest = rest with { From = windows[^1].To })
            windows.Add(rest.First(length));
        return windows.DrainToImmutable();
    }

    /// <summary>The beginning of the window of a length that a timestamp is in.</summary>
    public static long Align(long time, long length)
    {
        var rest = time % length;
        return (long)Int128.Max(long.MinValue, (Int128)time - (rest < 0 ? rest + length : rest));
    }
}
