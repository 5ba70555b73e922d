using System.Text;
using Holdfast.Functions.Influx;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;
using static Holdfast.Functions.Tests.Influx.FakeInflux;

namespace Holdfast.Functions.Tests.Influx;

public sealed class FluxRowsReaderTests
{
    private const long T = 1_700_000_000_000_000_001;

    [Fact]
    public void Take_EveryType_IsKeptExactly()
    {
        var rows = Read(
            Row("plain", 0, T, "d", -0.0, ("host", "a")),
            Row("plain", 0, T + 1, "d", 0.1, ("host", "a")),
            Row("plain", 1, T, "l", long.MinValue, ("host", "a")),
            Row("plain", 2, T, "u", ulong.MaxValue, ("host", "a")),
            Row("plain", 3, T, "b", true, ("host", "a")),
            Row("texts", 0, T + 1, "s", @"line\nback\\slash", ("host", "a")));
        var series = Assert.Single(Cells(rows));
        Assert.Equal("m,host=a", series.Head.Text);
        Assert.Equal([T, T + 1], series.Times.AsEnumerable());
        Assert.Equal(["d", "l", "u", "b", "s"], series.Fields.AsEnumerable());
        Assert.Equal(
            [
                CellValue.Float(-0.0), CellValue.Integer(long.MinValue), CellValue.Unsigned(ulong.MaxValue), CellValue.Boolean(true), default,
                CellValue.Float(0.1), default, default, default, CellValue.OfText("line\nback\\slash"),
            ],
            series.Values.AsEnumerable());
    }

    [Fact]
    public void Take_SeriesByTags_AreToldApartAndTheirTagsAreInOrder()
    {
        var cells = Cells(Read(
            Row("plain", 0, T, "v", 1L, ("z", "1"), ("a", "2")),
            Row("plain", 1, T, "v", 2L, ("a", "2"), ("z", null)),
            Row("plain", 2, T, "v", 3L, ("a", "x y,z=1")),
            Row("plain", 3, T, "v", 4L)));
        Assert.Equal(["m,a=2,z=1", "m,a=2", "m,a=x\\ y\\,z\\=1", "m"], cells.Select(static series => series.Head.Text));
        Assert.Equal([1L, 2, 3, 4], cells.Select(static series => long.Parse(series.Values[0].ToString()[..^1])));
    }

    [Fact]
    public void Take_EmptyText_IsAText() => Assert.Equal(
        [CellValue.OfText("")], Assert.Single(Cells(Read(Row("texts", 0, T, "s", null)))).Values.AsEnumerable());

    [Fact]
    public void Take_FieldOfSeveralTypes_HasNoneAndIsReadWithoutIt()
    {
        var rows = Read(
            Row("plain", 0, T, "v", 1L, ("host", "a")),
            Row("plain", 1, T, "v", 1.5, ("host", "b")),
            Row("plain", 2, T, "w", 2L, ("host", "a")));
        Assert.Equal([("v", FieldType.None), ("w", FieldType.Integer)], rows.Types.Select(static type => (type.Key, type.Value)));
        var cells = rows.Cells(rows.Types, new HashSet<string>(StringComparer.Ordinal) { "v" }).Value!;
        Assert.Equal(["w"], Assert.Single(cells).Fields.AsEnumerable());
    }

    [Fact]
    public void Take_FieldOfSeveralTypesInOneSeries_CannotBeReadWithIt()
    {
        var rows = Read(Row("plain", 0, T, "v", 1L), Row("plain", 1, T + 5, "v", 1.5));
        Assert.Equal(ReadingStatus.Unreadable, rows.Cells(rows.Types, new HashSet<string>(StringComparer.Ordinal)).Status);
    }

    [Fact]
    public void Take_Cells_AreTheLinesThatWereWritten()
    {
        var there = Cells(Read(Row("plain", 0, T, "v", 1.5, ("host", "a")), Row("texts", 0, T, "s", "a \"b\"", ("host", "a"))));
        var difference = WindowDifference.Of([], there, 1_000_000);
        Assert.Equal($"m,host=a v=1.5,s=\"a \\\"b\\\"\" {T}\n", Encoding.UTF8.GetString(Assert.Single(difference.Batches).Lines.Span));
    }

    public static TheoryData<string, Dictionary<string, object?>> OddRows => new()
    {
        { "another measurement", With("_measurement", "n") },
        { "no measurement", With("_measurement", null) },
        { "no field", With("_field", null) },
        { "no time", With("_time", null) },
        { "a time that is no number", With("_time", "2026-11-20T12:00:00Z") },
        { "a tag called table", With("table", "mahogany") },
        { "a tag called result", With("result", "good") },
        { "a tag that is no text", With("host", 5L) },
        { "not a number", With("_value", double.NaN) },
        { "infinite", With("_value", double.PositiveInfinity) },
        { "no value", With("_value", null) },
        { "a text among the plain", With("_value", "text") },
        { "bytes", With("_value", new byte[] { 1 }) },
    };

    [Theory]
    [MemberData(nameof(OddRows))]
    public void Take_OddRow_EndsTheReading(string what, Dictionary<string, object?> row)
    {
        var reader = new FluxRowsReader("m", 1000);
        Assert.False(reader.Take(row), what);
        Assert.NotEmpty(reader.Oddity);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Take_TimesThatDoNotRise_EndTheReading(int step)
    {
        var reader = new FluxRowsReader("m", 1000);
        Assert.True(reader.Take(Row("plain", 0, T, "v", 1L)));
        Assert.False(reader.Take(Row("plain", 0, T + step, "v", 1L)));
        Assert.NotEmpty(reader.Oddity);
    }

    [Theory]
    [InlineData(35, false)]
    [InlineData(34, true)]
    public void Take_BeyondTheBound_IsTooLarge(int maximum, bool tooLarge)
    {
        // Two cells of 16 bytes, and the names "m" and "vw" once.
        var reader = new FluxRowsReader("m", maximum);
        Assert.True(reader.Take(Row("plain", 0, T, "vw", 1L)));
        Assert.Equal(!tooLarge, reader.Take(Row("plain", 0, T + 1, "vw", 1L)));
        Assert.Equal((tooLarge, ""), (reader.TooLarge, reader.Oddity));
    }

    [Fact]
    public void Take_LongText_Weighs()
    {
        var reader = new FluxRowsReader("m", 100);
        Assert.False(reader.Take(Row("texts", 0, T, "s", new string('x', 90))));
        Assert.True(reader.TooLarge);
    }

    private static Dictionary<string, object?> With(string column, object? value)
    {
        var row = Row("plain", 0, T, "v", 1L);
        row[column] = value;
        return row;
    }

    private static FluxRows Read(params Dictionary<string, object?>[] rows)
    {
        var reader = new FluxRowsReader("m", 1_000_000);
        Assert.All(rows, row => Assert.True(reader.Take(row), reader.Oddity));
        return reader.Rows;
    }

    private static IReadOnlyList<SeriesCells> Cells(FluxRows rows)
    {
        var cells = rows.Cells(rows.Types, new HashSet<string>(StringComparer.Ordinal));
        Assert.Equal("", cells.Message);
        return cells.Value!;
    }
}
