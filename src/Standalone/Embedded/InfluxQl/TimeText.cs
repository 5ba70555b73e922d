using System.Globalization;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Times as text, in nanoseconds since 1970.</summary>
internal static class TimeText
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:sszzz",
    ];

    /// <summary>Reads RFC 3339 with up to nine decimals, or a date, or a date and time of day in UTC.</summary>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        long fraction = 0;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var whole = text;
        if (dot >= 0)
        {
            var end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - dot is < 2 or > 10) return false;
            fraction = long.Parse(text.AsSpan(dot + 1, end - dot - 1).ToString().PadRight(9, '0'), CultureInfo.InvariantCulture);
            whole = string.Concat(text.AsSpan(0, dot), text.AsSpan(end));
        }

        if (!DateTimeOffset.TryParseExact(whole, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            return false;
        Int128 total = ((Int128)time.ToUnixTimeSeconds() * 1_000_000_000) + fraction;
        if (total > long.MaxValue || total < long.MinValue) return false;
        nanoseconds = (long)total;
        return true;
    }

    /// <summary>The time as Go's RFC3339Nano prints it: UTC, without trailing zeros of the fraction.</summary>
    public static string Format(long nanoseconds)
    {
        (var seconds, var fraction) = (Math.DivRem(nanoseconds, 1_000_000_000).Quotient, nanoseconds % 1_000_000_000);
        if (fraction < 0)
        {
            seconds--;
            fraction += 1_000_000_000;
        }

        var time = DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return fraction == 0 ? $"{time}Z" : $"{time}{$".{fraction:D9}".TrimEnd('0')}Z";
    }
}
