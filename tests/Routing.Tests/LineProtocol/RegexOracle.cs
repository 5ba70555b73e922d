using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

/// <summary>
/// The grammar written down a second time, as slowly and plainly as possible: the reference's EBNF as one regular expression over the
/// text's bytes (as Latin-1, so that a character is a byte), and the rules of content behind it with big numbers.
/// </summary>
internal static class RegexOracle
{
    private const string Name = @"(?:\\[, ]|[^\x00-\x1F\x7F ,])";
    private const string Key = @"(?>(?:\\[,= ]|[^\x00-\x1F\x7F ,=])+)";
    private const string Boolean = "t|T|true|True|TRUE|f|F|false|False|FALSE";
    private const string Float = @"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?";
    private const string Text = """
        "(?>(?:\\["\\]|[^"])*)"
        """;
    private const string Value = $"(?:(?:{Boolean}|-?[0-9]+i|[0-9]+u|{Float})(?=[, \r\n]|\\z)|{Text})";
    private const string LineEnd = @"(?:\r?\n|\r?\z)";
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    private static readonly Regex Nothing = new($@"\G(?: *(?:\#[^\x00-\x1F\x7F]*)?\r?\n)*(?: *\#[^\x00-\x1F\x7F]*\r?\z| *\r\z| +)?", Options, TimeSpan.FromSeconds(10));

    private static readonly Regex Point = new(
        $@"\G(?!\#)(?<name>(?>{Name}+))(?:,(?<tk>{Key})=(?<tv>{Key}))* +(?<fk>{Key})=(?<fv>{Value})(?:,(?<fk>{Key})=(?<fv>{Value}))*(?: +(?<time>-?[0-9]+))? *{LineEnd}",
        Options,
        TimeSpan.FromSeconds(10));

    /// <summary>Where the first line that is neither blank nor a comment starts, at or behind an offset.</summary>
    public static int SkipNothing(byte[] text, int from) => from + Nothing.Match(Encoding.Latin1.GetString(text), from).Length;

    /// <summary>The point that starts at the offset and where its line ends, or null.</summary>
    public static (DecodedPoint Point, int End)? Read(byte[] text, int from, TimestampPrecision precision)
    {
        var match = Point.Match(Encoding.Latin1.GetString(text), from);
        if (!match.Success || !IsUtf8(match.Value))
            return null;
        var tags = Pairs(match, "tk", "tv").Select(static pair => (Key: Unescape(pair.Key, ",= "), Value: Unescape(pair.Value, ",= "))).ToList();
        if (tags.DistinctBy(static tag => tag.Key, StringComparer.Ordinal).Count() != tags.Count)
            return null;
        var fields = Pairs(match, "fk", "fv").Select(static pair => (Key: Unescape(pair.Key, ",= "), Value: ReadValue(pair.Value))).ToList();
        if (fields.Any(static field => field.Value is null) || !TryReadTime(match.Groups["time"].Value, precision, out var time))
            return null;
        return (new(Unescape(match.Groups["name"].Value, ", "), tags, [.. fields.Select(static field => (field.Key, field.Value!))], time), from + match.Length);
    }

    private static IEnumerable<(string Key, string Value)> Pairs(Match match, string keys, string values) =>
        match.Groups[keys].Captures.Zip(match.Groups[values].Captures, static (key, value) => (key.Value, value.Value));

    private static object? ReadValue(string value)
    {
        if (value[0] == '"')
        {
            var text = value[1..^1].Replace("\\\\", "\u0100", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal)
                .Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal);
            return Utf8(text.Replace('\u0100', '\\'));
        }

        if (char.IsAsciiLetter(value[0]))
            return value[0] is 't' or 'T';
        if (value[^1] == 'i')
            return InRange(BigInteger.Parse(value[..^1], CultureInfo.InvariantCulture), long.MinValue, long.MaxValue) is { } integer ? (long)integer : null;
        if (value[^1] == 'u')
            return InRange(BigInteger.Parse(value[..^1], CultureInfo.InvariantCulture), 0, ulong.MaxValue) is { } unsigned ? (ulong)unsigned : null;
        return double.Parse(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? number : null;
    }

    private static bool TryReadTime(string digits, TimestampPrecision precision, out long? time)
    {
        time = null;
        if (digits.Length == 0)
            return true;
        time = (long?)InRange(BigInteger.Parse(digits, CultureInfo.InvariantCulture) * precision.Factor(), long.MinValue, long.MaxValue);
        return time is not null;
    }

    private static BigInteger? InRange(BigInteger number, BigInteger least, BigInteger most) => number >= least && number <= most ? number : null;

    private static string Unescape(string raw, string escapable)
    {
        foreach (var character in escapable)
            raw = raw.Replace($"\\{character}", character.ToString(), StringComparison.Ordinal);
        return Utf8(raw);
    }

    private static string Utf8(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    private static bool IsUtf8(string bytes) => System.Text.Unicode.Utf8.IsValid(Encoding.Latin1.GetBytes(bytes));
}
