using Holdfast.Functions.Influx;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Tests.Influx;

public sealed class FluxTextTests
{
    private static readonly TimeWindow Range = new(1_700_000_000_000_000_001, 1_700_003_600_000_000_000);

    [Theory]
    [InlineData("cpu", "\"cpu\"")]
    [InlineData("", "\"\"")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("a\\b", "\"a\\\\b\"")]
    [InlineData("a\\\"b", "\"a\\\\\\\"b\"")]
    [InlineData("a\nb\rc\td", "\"a\\nb\\rc\\td\"")]
    [InlineData("${drop()}", "\"\\${drop()}\"")]
    [InlineData("$${x}", "\"$\\${x}\"")]
    [InlineData("\\${x}", "\"\\\\\\${x}\"")]
    [InlineData("5 $", "\"5 $\"")]
    [InlineData("$ {x}", "\"$ {x}\"")]
    [InlineData("größe €", "\"größe €\"")]
    public void Literal_Text_IsOneLiteral(string text, string literal) => Assert.Equal(literal, FluxText.Literal(text));

    [Fact]
    public void Measurements_Bucket_IsAskedFromTheRangesBeginning() => Assert.Equal(
        """
        import "influxdata/influxdb/schema"

        schema.tagValues(bucket: "b\"x", tag: "_measurement", predicate: (r) => true, start: time(v: 1700000000000000001))
        """,
        FluxText.Measurements("b\"x", Range));

    [Fact]
    public void Counts_Window_AreOfAllFieldsAndInNanoseconds() => Assert.Equal(
        """
        from(bucket: "b")
            |> range(start: time(v: 1700000000000000001), stop: time(v: 1700003600000000000))
            |> filter(fn: (r) => r._measurement == "m ${x")
            |> aggregateWindow(every: 3600000000000ns, fn: count, createEmpty: false, timeSrc: "_start")
            |> group(columns: ["_time", "_field"])
            |> sum()
            |> map(fn: (r) => ({_time: int(v: r._time), _field: r._field, _value: r._value}))
        """.Replace("m ${x", "m \\${x", StringComparison.Ordinal),
        FluxText.Counts("b", "m ${x", Range, 3_600_000_000_000));

    [Fact]
    public void Rows_Window_ComeWithTextsByThemselvesAndEscaped() => Assert.Equal(
        """
        import "strings"
        import "types"

        data = from(bucket: "b")
            |> range(start: time(v: -5), stop: time(v: 7))
            |> filter(fn: (r) => r._measurement == "m")
            |> drop(columns: ["_start", "_stop"])

        escape = (v) => strings.replaceAll(v: strings.replaceAll(v: strings.replaceAll(v: v, t: "\\", u: "\\\\"), t: "\r", u: "\\r"), t: "\n", u: "\\n")

        data
            |> filter(fn: (r) => not types.isType(v: r._value, type: "string"))
            |> map(fn: (r) => ({r with _time: int(v: r._time)}))
            |> yield(name: "plain")

        data
            |> filter(fn: (r) => types.isType(v: r._value, type: "string"))
            |> map(fn: (r) => ({r with _time: int(v: r._time), _value: escape(v: r._value)}))
            |> yield(name: "texts")
        """,
        FluxText.Rows("b", "m", new(-5, 7)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(@"a\nb\rc\\n", "a\nb\rc\\n")]
    [InlineData(@"\\", "\\")]
    [InlineData(@"a\", null)]
    [InlineData(@"a\t", null)]
    public void Unescape_Escaped_IsTheTextOrNone(string escaped, string? text) => Assert.Equal(text, FluxText.Unescape(escaped));

    [Theory]
    [InlineData("a\\nb")]
    [InlineData("\r\n\\\r\\\n")]
    [InlineData("C:\\new\\road")]
    public void Unescape_WhatTheQueryEscapes_IsTheSame(string text)
    {
        // What the function escape of the query does.
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        Assert.Equal(text, FluxText.Unescape(escaped));
    }
}
