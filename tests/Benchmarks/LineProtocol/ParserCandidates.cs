using System.Globalization;
using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Benchmarks.LineProtocol;

/// <summary>The reader and the two it is compared with. Each returns how many points it saw, so that nothing can be optimised away.</summary>
internal static class ParserCandidates
{
    /// <summary>The floor: finds the lines and nothing else.</summary>
    public static int CountNewlines(byte[] text)
    {
        var count = 0;
        for (ReadOnlySpan<byte> rest = text; rest.IndexOf((byte)'\n') is >= 0 and var end; rest = rest[(end + 1)..])
            count++;
        return count;
    }

    /// <summary>The scanner.</summary>
    public static int ReadLines(byte[] text)
    {
        var count = 0;
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
        for (var status = reader.Read(out _, out _); status != LineStatus.End; status = reader.Read(out _, out _))
            count += status == LineStatus.Point ? 1 : 0;
        return count;
    }

    /// <summary>The straightforward way, with text, <c>Split</c> and <c>double.Parse</c>: knows neither escapes nor quoted separators.</summary>
    public static int SplitStrings(byte[] text)
    {
        var count = 0;
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ');
            var tags = parts[0].Split(',').Skip(1).Select(static tag => tag.Split('='))
                .ToDictionary(static tag => tag[0], static tag => tag[1], StringComparer.Ordinal);
            var fields = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (var field in parts[1].Split(','))
            {
                var equals = field.IndexOf('=');
                fields[field[..equals]] = Value(field[(equals + 1)..]);
            }

            var time = long.Parse(parts[2], CultureInfo.InvariantCulture);
            count += tags.Count >= 0 && fields.Count > 0 && time != 0 ? 1 : 0;
        }

        return count;
    }

    private static object Value(string value) => value switch
    {
        "t" or "true" => true,
        "f" or "false" => false,
        _ when value[0] == '"' => value.Trim('"'),
        _ when value[^1] == 'i' => long.Parse(value[..^1], CultureInfo.InvariantCulture),
        _ => double.Parse(value, CultureInfo.InvariantCulture),
    };
}
