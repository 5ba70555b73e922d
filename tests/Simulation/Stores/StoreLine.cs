using System.Globalization;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Stores;

/// <summary>
/// Reads line protocol as the load writes it, without escapes and without blanks in strings. Not the product's own reader, so that a
/// fault in that one shows.
/// </summary>
internal static class StoreLine
{
    /// <summary>The values of one line; null if it is none.</summary>
    public static List<KeyValuePair<Cell, string>>? Parse(ReadOnlySpan<char> line)
    {
        var first = line.IndexOf(' ');
        var last = line.LastIndexOf(' ');
        if (first <= 0 || last <= first || !long.TryParse(line[(last + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time))
            return null;
        var series = line[..first].ToString();
        var values = new List<KeyValuePair<Cell, string>>(3);
        var fields = line[(first + 1)..last];
        foreach (var range in fields.Split(','))
        {
            var field = fields[range];
            var equals = field.IndexOf('=');
            if (equals <= 0 || equals == field.Length - 1)
                return null;
            values.Add(new(new(series, time, field[..equals].ToString()), field[(equals + 1)..].ToString()));
        }

        return values;
    }

    /// <summary>Whether a store refuses such a point for good.</summary>
    public static bool IsPoison(string series, string store)
    {
        var at = series.IndexOf(",poison=", StringComparison.Ordinal);
        return at >= 0 && series.AsSpan(at + ",poison=".Length) is var who && (who is "all" || who.SequenceEqual(store));
    }
}
