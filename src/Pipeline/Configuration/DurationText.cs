using System.Buffers;
using System.Globalization;

namespace Holdfast.Pipeline.Configuration;

/// <summary>
/// Durations as people write them in configuration. Two forms are read: that of .NET, <c>[d.]hh:mm:ss[.fffffff]</c>, and numbers
/// with units, <c>7d</c>, <c>1h30m</c>, <c>90s</c>, <c>1.5s</c>, <c>500ms</c>, largest unit first.
/// </summary>
/// <remarks>
/// A bare number other than 0 is refused: .NET takes <c>7</c> for seven days, where most people mean seconds. So is
/// <c>24:00:00</c>, which .NET's lenient parser takes for 24 days.
/// </remarks>
public static class DurationText
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads either form; a minus sign in front of the whole is allowed, so that the range check can name it.</summary>
    /// <returns>Whether the text is a duration that a <see cref="TimeSpan"/> can hold, to the tick.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Contains(':'))
            return TimeSpan.TryParseExact(trimmed, "c", CultureInfo.InvariantCulture, out duration);
        duration = TimeSpan.Zero;
        if (trimmed is "0")
            return true;
        var negative = trimmed.StartsWith("-");
        if (!TryParseUnits(negative ? trimmed[1..] : trimmed, out var ticks))
            return false;
        duration = TimeSpan.FromTicks(negative ? -ticks : ticks);
        return true;
    }

    /// <summary>The shortest form with units that reads back as the same duration, such as <c>1h30m</c>; <c>0s</c> for zero.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0s";
        if (duration == TimeSpan.MinValue)
            return duration.ToString("c", CultureInfo.InvariantCulture);
        var rest = Math.Abs(duration.Ticks);
        var text = duration < TimeSpan.Zero ? "-" : "";
        foreach (var (unit, ticks) in Units.AsSpan(0, Units.Length - 1))
        {
            var whole = rest / ticks;
            if (whole == 0)
                continue;
            text += string.Create(CultureInfo.InvariantCulture, $"{whole}{unit}");
            rest -= whole * ticks;
        }

        return rest == 0
            ? text
            : text + ((decimal)rest / TimeSpan.TicksPerMillisecond).ToString("0.####", CultureInfo.InvariantCulture) + "ms";
    }

    private static bool TryParseUnits(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty)
            return false;
        var next = 0;
        var total = 0m;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0)
                return false;
            var end = text[digits..].IndexOfAny(NumberCharacters);
            var suffix = end < 0 ? text[digits..] : text.Slice(digits, end);
            while (next < Units.Length && !suffix.SequenceEqual(Units[next].Unit))
                next++;
            if (next == Units.Length || !TryParseTicks(text[..digits], Units[next].Ticks, out var part))
                return false;
            total += part;
            next++;
            text = text[(digits + suffix.Length)..];
        }

        if (total > TimeSpan.MaxValue.Ticks || total != decimal.Truncate(total))
            return false;
        ticks = (long)total;
        return true;
    }

    private static bool TryParseTicks(ReadOnlySpan<char> digits, long unit, out decimal ticks)
    {
        // Beyond 16 digits the product could leave the decimal's range; no duration needs them.
        var read = decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        ticks = 0;
        if (!read || digits.Length > 16)
            return false;
        ticks = number * unit;
        return true;
    }
}
