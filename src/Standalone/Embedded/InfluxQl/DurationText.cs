using System.Globalization;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Durations as InfluxQL writes them (<c>1h30m</c>) and as InfluxDB shows them (<c>168h0m0s</c>), in nanoseconds.</summary>
internal static class DurationText
{
    /// <summary>Takes a duration, or notes an error.</summary>
    public static long Expect(TokenReader reader)
    {
        Token token = reader.Peek();
        if (token.Kind is TokenKind.Duration or TokenKind.Integer)
        {
            if (token.Kind == TokenKind.Duration && TryParse(token.Text, out var nanoseconds))
            {
                reader.Take();
                return nanoseconds;
            }

            reader.Refuse("invalid duration");
            return 0;
        }

        reader.Fail("duration");
        return 0;
    }

    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var at = 0;
        while (at < text.Length)
        {
            var digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            if (at == digits || !long.TryParse(text.AsSpan(digits, at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            var unit = at;
            while (at < text.Length && !char.IsAsciiDigit(text[at])) at++;
            var factor = Factor(text.AsSpan(unit, at - unit));
            if (factor is null) return false;
            Int128 total = nanoseconds + ((Int128)count * factor.Value);
            if (total > long.MaxValue) return false;
            nanoseconds = (long)total;
        }

        return text.Length > 0;
    }

    /// <summary>The duration as Go prints it; zero is <c>0s</c>.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0) return "0s";
        var seconds = nanoseconds / 1_000_000_000;
        var fraction = nanoseconds % 1_000_000_000;
        var rest = fraction == 0 ? "" : $".{fraction:D9}".TrimEnd('0');
        if (seconds >= 3600) return $"{seconds / 3600}h{seconds / 60 % 60}m{seconds % 60}{rest}s";
        return seconds >= 60 ? $"{seconds / 60}m{seconds % 60}{rest}s" : $"{seconds}{rest}s";
    }

    private static long? Factor(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "u" or "µ" or "us" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "d" => 86_400_000_000_000,
        "w" => 604_800_000_000_000,
        _ => null,
    };
}
