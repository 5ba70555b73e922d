using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Reconciling;

/// <summary>Answers the four statements of reconciliation, as InfluxDB 1 does, from the lines that a fake store has taken.</summary>
internal sealed partial class InfluxFake
{
    private readonly FakeStore _store;

    public InfluxFake(FakeStore store)
    {
        _store = store;
        store.Query = AnswerAsync;
    }

    /// <summary>The statements that it was asked.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Runs before a statement is answered.</summary>
    public Func<string, CancellationToken, Task<StoreResponse?>> Before { get; set; } = static (_, _) => Task.FromResult<StoreResponse?>(null);

    /// <summary>The last value of every cell, as line protocol writes it, by the series' head, the timestamp and the field.</summary>
    public SortedDictionary<(string Head, long Time, string Field), string> Cells()
    {
        var cells = new SortedDictionary<(string, long, string), string>(Comparer<(string, long, string)>.Default);
        foreach (var line in _store.Lines)
        {
            var text = Encoding.UTF8.GetBytes(line);
            var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
            Assert.Equal(LineStatus.Point, reader.Read(out var point, out _));
            var fields = new FieldReader(text, point);
            while (fields.Read(out var field))
            {
                cells[(Encoding.UTF8.GetString(text[point.Start..point.TagsEnd]), point.Time, LineEscapes.UnescapeKey(text.AsSpan()[field.KeyStart..field.KeyEnd]))]
                    = Encoding.UTF8.GetString(text[field.ValueStart..field.ValueEnd]);
            }
        }

        return cells;
    }

    private async Task<StoreResponse> AnswerAsync(StoreRequest request, CancellationToken ct)
    {
        var statement = Uri.UnescapeDataString(request.PathAndQuery[(request.PathAndQuery.IndexOf("q=", StringComparison.Ordinal) + 2)..]);
        Asked.Add(statement);
        if (await Before(statement, ct) is { } other)
            return other;
        var body = Answer(statement);
        return new() { Status = 200, Body = body[..Math.Min(body.Length, request.MaximumAnswer)], Truncated = body.Length > request.MaximumAnswer };
    }

    private string Answer(string statement)
    {
        if (statement == "SHOW MEASUREMENTS")
        {
            var names = Cells().Keys.Select(static key => Measurement(key.Head)).Distinct().Order().Select(static name => new[] { name }).ToList();
            return Result(names.Count == 0 ? [] : [new { name = "measurements", columns = new[] { "name" }, values = names }]);
        }

        var measurement = MeasurementPattern().Match(statement).Groups["name"].Value;
        var cells = Cells().Where(cell => Measurement(cell.Key.Head) == measurement).ToList();
        if (statement.StartsWith("SHOW FIELD KEYS", StringComparison.Ordinal))
        {
            var keys = cells.Select(static cell => (cell.Key.Field, Type: TypeOf(cell.Value))).Distinct().Select(static key => new[] { key.Field, key.Type }).ToList();
            return Result(keys.Count == 0 ? [] : [new { name = measurement, columns = new[] { "fieldKey", "fieldType" }, values = keys }]);
        }

        var range = RangePattern().Match(statement);
        var (from, to) = (long.Parse(range.Groups["from"].Value, CultureInfo.InvariantCulture), long.Parse(range.Groups["to"].Value, CultureInfo.InvariantCulture));
        var fields = cells.Select(static cell => cell.Key.Field).Distinct().Order().ToList();
        var inside = cells.Where(cell => cell.Key.Time >= from && cell.Key.Time < to).ToList();
        return WindowPattern().Match(statement) is { Success: true } window
            ? Counts(measurement, fields, inside, long.Parse(window.Groups["window"].Value, CultureInfo.InvariantCulture))
            : Rows(measurement, fields, inside);
    }

    private static string Counts(string measurement, List<string> fields, List<KeyValuePair<(string Head, long Time, string Field), string>> cells, long window)
    {
        var rows = cells.GroupBy(cell => cell.Key.Time / window * window).OrderBy(static group => group.Key)
            .Select(group => (object[])[group.Key, .. fields.Select(field => (object)group.Count(cell => cell.Key.Field == field))]).ToList();
        return Result(rows.Count == 0 ? [] : [new { name = measurement, columns = (string[])["time", .. fields.Select(static field => $"count_{field}")], values = rows }]);
    }

    private static string Rows(string measurement, List<string> fields, List<KeyValuePair<(string Head, long Time, string Field), string>> cells) => Result(
        cells.GroupBy(static cell => cell.Key.Head).Select(series => (object)new
        {
            name = measurement,
            tags = series.Key.Split(',')[1..].ToDictionary(static tag => tag.Split('=')[0], static tag => LineEscapes.UnescapeKey(Encoding.UTF8.GetBytes(tag.Split('=')[1]))),
            columns = (string[])["time", .. fields],
            values = series.GroupBy(static cell => cell.Key.Time).OrderBy(static row => row.Key).Select(row => (object?[])
                [row.Key, .. fields.Select(field => row.Where(cell => cell.Key.Field == field).Select(static cell => Json(cell.Value)).FirstOrDefault())]),
        }));

    private static string Result(IEnumerable<object> series) => JsonSerializer.Serialize(
        series.Any() ? new { results = new object[] { new { statement_id = 0, series } } } : (object)new { results = new[] { new { statement_id = 0 } } });

    // A number goes out as it stands: an integer looks like a float, as in InfluxDB's answers.
    private static object Json(string value) => value[0] == '"'
        ? LineEscapes.UnescapeText(Encoding.UTF8.GetBytes(value))
        : JsonDocument.Parse(value.TrimEnd('i', 'u')).RootElement;

    private static string TypeOf(string value) => value[^1] switch { '"' => "string", 'i' => "integer", 'u' => "unsigned", 'e' => "boolean", _ => "float" };

    private static string Measurement(string head) => head.Split(',')[0];

    [GeneratedRegex("FROM \"(?<name>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MeasurementPattern();

    [GeneratedRegex("time >= (?<from>-?[0-9]+) AND time < (?<to>-?[0-9]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RangePattern();

    [GeneratedRegex(@"GROUP BY time\((?<window>[0-9]+)ns\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WindowPattern();
}
