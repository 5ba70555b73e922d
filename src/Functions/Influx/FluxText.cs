using System.Globalization;
using System.Text;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Influx;

/// <summary>The Flux that stores are asked. Needs InfluxDB 2.1, for its package <c>types</c>.</summary>
internal static class FluxText
{
    /// <summary>The name of the result with every field but texts.</summary>
    public const string Plain = "plain";

    /// <summary>The name of the result with the texts, escaped.</summary>
    public const string Texts = "texts";

    /// <summary>A text in double quotes, safe for any: nothing in it ends the literal or is taken for an expression (<c>${…}</c>).</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder(text.Length + 2).Append('"');
        for (var at = 0; at < text.Length; at++)
        {
            _ = text[at] switch
            {
                '"' => literal.Append("\\\""),
                '\\' => literal.Append("\\\\"),
                '\n' => literal.Append("\\n"),
                '\r' => literal.Append("\\r"),
                '\t' => literal.Append("\\t"),
                '$' when at + 1 < text.Length && text[at + 1] == '{' => literal.Append("\\$"),
                var other => literal.Append(other),
            };
        }

        return literal.Append('"').ToString();
    }

    /// <summary>The bucket's measurements, in column <c>_value</c>; whole shards are looked at, so there may be more than have points from then on.</summary>
    public static string Measurements(string bucket, TimeWindow range) =>
        $"""
        import "influxdata/influxdb/schema"

        schema.tagValues(bucket: {Literal(bucket)}, tag: "_measurement", predicate: (r) => true, start: {Time(range.From)})
        """;

    /// <summary>
    /// Cells by window and field: <c>_time</c>, the window's beginning or that of the range in nanoseconds, <c>_field</c>, <c>_value</c>. Counted
    /// series by series before they are put together, since a field may have another type in another series.
    /// </summary>
    public static string Counts(string bucket, string measurement, TimeWindow range, long window) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {{Source(bucket, measurement, range)}}
            |> aggregateWindow(every: {{window}}ns, fn: count, createEmpty: false, timeSrc: "_start")
            |> group(columns: ["_time", "_field"])
            |> sum()
            |> map(fn: (r) => ({_time: int(v: r._time), _field: r._field, _value: r._value}))
        """);

    /// <summary>
    /// The points, a row for each cell: <c>_time</c> in nanoseconds, <c>_field</c>, <c>_value</c>, and every tag of the series. Texts come by
    /// themselves and escaped: the answer is CSV with its own line ends, in which a carriage return would be lost and a line feed changed.
    /// </summary>
    public static string Rows(string bucket, string measurement, TimeWindow window) =>
        $$"""
        import "strings"
        import "types"

        data = {{Source(bucket, measurement, window)}}
            |> drop(columns: ["_start", "_stop"])

        escape = (v) => strings.replaceAll(v: strings.replaceAll(v: strings.replaceAll(v: v, t: "\\", u: "\\\\"), t: "\r", u: "\\r"), t: "\n", u: "\\n")

        data
            |> filter(fn: (r) => not types.isType(v: r._value, type: "string"))
            |> map(fn: (r) => ({r with _time: int(v: r._time)}))
            |> yield(name: "{{Plain}}")

        data
            |> filter(fn: (r) => types.isType(v: r._value, type: "string"))
            |> map(fn: (r) => ({r with _time: int(v: r._time), _value: escape(v: r._value)}))
            |> yield(name: "{{Texts}}")
        """;

    /// <summary>Undoes the escaping of <see cref="Rows"/>; null for what it cannot have made.</summary>
    public static string? Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }

            at++;
            if (at == text.Length || text[at] is not ('\\' or 'r' or 'n'))
                return null;
            plain.Append(text[at] switch { 'r' => '\r', 'n' => '\n', _ => '\\' });
        }

        return plain.ToString();
    }

    private static string Source(string bucket, string measurement, TimeWindow range) =>
        $"""
        from(bucket: {Literal(bucket)})
            |> range(start: {Time(range.From)}, stop: {Time(range.To)})
            |> filter(fn: (r) => r._measurement == {Literal(measurement)})
        """;

    // Not a bare number: range() takes that for seconds.
    private static string Time(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"time(v: {nanoseconds})");
}
