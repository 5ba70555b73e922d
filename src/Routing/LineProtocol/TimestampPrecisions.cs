namespace Holdfast.Routing.LineProtocol;

/// <summary>Names of and arithmetic with <see cref="TimestampPrecision"/>.</summary>
public static class TimestampPrecisions
{
    /// <summary>
    /// Understands the <c>precision</c> parameter of both dialects: <c>ns</c>, <c>n</c>, <c>us</c>, <c>u</c>, <c>µs</c> and <c>µ</c> (as micro sign or
    /// as Greek mu), <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>. Case matters. Null and empty mean that it was not given: nanoseconds.
    /// </summary>
    public static bool TryParse(string? text, out TimestampPrecision precision)
    {
        TimestampPrecision? known = text switch
        {
            null or "" or "ns" or "n" => TimestampPrecision.Nanoseconds,
            "us" or "u" or "\u00B5s" or "\u00B5" or "\u03BCs" or "\u03BC" => TimestampPrecision.Microseconds,
            "ms" => TimestampPrecision.Milliseconds,
            "s" => TimestampPrecision.Seconds,
            "m" => TimestampPrecision.Minutes,
            "h" => TimestampPrecision.Hours,
            _ => null,
        };
        precision = known ?? default;
        return known is not null;
    }

    /// <summary>How many nanoseconds the unit has.</summary>
    public static long Factor(this TimestampPrecision precision) => precision switch
    {
        TimestampPrecision.Nanoseconds => 1,
        TimestampPrecision.Microseconds => 1_000,
        TimestampPrecision.Milliseconds => 1_000_000,
        TimestampPrecision.Seconds => 1_000_000_000,
        TimestampPrecision.Minutes => 60_000_000_000,
        TimestampPrecision.Hours => 3_600_000_000_000,
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "Not a precision."),
    };

    /// <summary>
    /// Rounds nanoseconds down to a whole unit, also before 1970, as InfluxDB does with the time that it gives to a line without
    /// one. Within one unit of <see cref="long.MinValue"/>, where nothing lies below, it rounds up.
    /// </summary>
    public static long Truncate(this TimestampPrecision precision, long nanoseconds)
    {
        var factor = precision.Factor();
        var above = nanoseconds % factor;
        if (above >= 0)
            return nanoseconds - above;
        var rounded = nanoseconds - above;
        return rounded < long.MinValue + factor ? rounded : rounded - factor;
    }
}
