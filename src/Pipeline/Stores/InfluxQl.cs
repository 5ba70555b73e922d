using System.Buffers;
using System.Globalization;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Stores;

/// <summary>Puts names and durations into InfluxQL and reads them back.</summary>
public static class InfluxQl
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>A name in double quotes, safe for any text: quotes, backslashes and newlines are escaped.</summary>
    public static string Identifier(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var escaped = name
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }

    /// <summary>
    /// Reads a duration as Go writes it, such as <c>168h0m0s</c>, <c>1.5s</c> or <c>0s</c>, to the tick (below 100 ns is cut off); false
    /// for anything else, also for negative ones and those beyond a <see cref="TimeSpan"/>.
    /// </summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = TimeSpan.Zero;
        var rest = text.AsSpan();
        var ticks = 0m;
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
                return false;
            rest = rest[digits..];
            var (unit, length) = Unit(rest);
            if (length == 0 || value > long.MaxValue)
                return false;
            ticks += value * unit;
            rest = rest[length..];
        }

        if (ticks > TimeSpan.MaxValue.Ticks)
            return false;
        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    /// <summary>The type that <c>SHOW FIELD KEYS</c> tells by its name; <see cref="FieldType.None"/> for a name that is not known.</summary>
    internal static FieldType FieldTypeOf(string? name) => name switch
    {
        "float" => FieldType.Float,
        "integer" => FieldType.Integer,
        "unsigned" => FieldType.Unsigned,
        "string" => FieldType.Text,
        "boolean" => FieldType.Boolean,
        _ => FieldType.None,
    };

    private static (decimal Ticks, int Length) Unit(ReadOnlySpan<char> text) => text switch
    {
        ['n', 's', ..] => (0.01m, 2),
        ['u' or 'µ' or 'μ', 's', ..] => (TimeSpan.TicksPerMicrosecond, 2),
        ['m', 's', ..] => (TimeSpan.TicksPerMillisecond, 2),
        ['s', ..] => (TimeSpan.TicksPerSecond, 1),
        ['m', ..] => (TimeSpan.TicksPerMinute, 1),
        ['h', ..] => (TimeSpan.TicksPerHour, 1),
        _ => (0, 0),
    };
}
