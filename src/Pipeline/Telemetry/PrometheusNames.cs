using System.Globalization;
using System.Text;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// Names as Prometheus wants them, after OpenTelemetry's mapping: dots become underscores, the unit becomes a suffix, counters end in
/// <c>_total</c>.
/// </summary>
internal static class PrometheusNames
{
    /// <summary>The family's name for an instrument.</summary>
    public static string Metric(string name, string? unit, PrometheusKind kind)
    {
        var text = Sanitise(name, allowColon: true);
        if (UnitSuffix(unit, kind) is { Length: > 0 } suffix && !text.EndsWith("_" + suffix, StringComparison.Ordinal))
            text += "_" + suffix;
        if (kind is PrometheusKind.Counter && !text.EndsWith("_total", StringComparison.Ordinal))
            text += "_total";
        return text;
    }

    /// <summary>The label part of a series, <c>a="1",b="2"</c>, sorted by name; empty without tags.</summary>
    /// <remarks>Tags whose names become equal are joined by a semicolon, as OpenTelemetry asks: a label may stand only once.</remarks>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            var label = Sanitise(name, allowColon: false);
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels[label] = labels.TryGetValue(label, out var earlier) ? $"{earlier};{text}" : text;
        }

        var builder = new StringBuilder();
        foreach (var (label, text) in labels)
        {
            if (builder.Length > 0)
                builder.Append(',');
            builder.Append(label).Append("=\"");
            AppendEscaped(builder, text);
            builder.Append('"');
        }

        return builder.ToString();
    }

    /// <summary>A help text on one line.</summary>
    public static string Help(string text) =>
        text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static void AppendEscaped(StringBuilder builder, string text)
    {
        foreach (var character in text)
        {
            _ = character switch
            {
                '\\' => builder.Append(@"\\"),
                '"' => builder.Append("\\\""),
                '\n' => builder.Append(@"\n"),
                _ => builder.Append(character),
            };
        }
    }

    private static string UnitSuffix(string? unit, PrometheusKind kind) => unit switch
    {
        null or "" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "By/s" => "bytes_per_second",
        "%" => "percent",
        "1" => kind is PrometheusKind.Gauge ? "ratio" : "",
        ['{', ..] => "",
        _ => Sanitise(unit, allowColon: false),
    };

    private static string Sanitise(string name, bool allowColon) => name.Length == 0
        ? "_"
        : string.Create(name.Length + (char.IsAsciiDigit(name[0]) ? 1 : 0), (name, allowColon), static (span, source) =>
        {
            var offset = span.Length - source.name.Length;
            span[0] = '_';
            for (var i = 0; i < source.name.Length; i++)
            {
                var character = source.name[i];
                var valid = char.IsAsciiLetterOrDigit(character) || character is '_' || (character is ':' && source.allowColon);
                span[i + offset] = valid ? character : '_';
            }
        });
}
