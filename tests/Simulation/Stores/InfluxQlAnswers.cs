using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Stores;

/// <summary>Answers exactly the statements that the product sends; anything else is refused, as a store refuses what it cannot read.</summary>
/// <param name="store">The store.</param>
/// <param name="reading">Whether it answers questions about its content at all.</param>
internal sealed class InfluxQlAnswers(SimStore store, Reading reading)
{
    private const string ShowPolicies = "SHOW RETENTION POLICIES ON \"";
    private const string Source = @"FROM ""(?<name>[^""]*)""";
    private const string Range = "WHERE time >= (?<from>-?[0-9]+) AND time < (?<to>-?[0-9]+)";

    private static readonly Regex TagValuesPattern = new(@"^SHOW TAG VALUES WITH KEY IN \((?<keys>[^)]*)\)$", RegexOptions.NonBacktracking);
    private static readonly Regex FieldsPattern = new($"^SHOW FIELD KEYS {Source}$", RegexOptions.NonBacktracking);
    private static readonly Regex CountsPattern = new(
        $@"^SELECT COUNT\(\*\) {Source} {Range} GROUP BY time\((?<window>[0-9]+)ns\) fill\(none\)$", RegexOptions.NonBacktracking);
    private static readonly Regex RowsPattern = new($@"^SELECT \* {Source} {Range} GROUP BY \*$", RegexOptions.NonBacktracking);

    /// <summary>The status and the body.</summary>
    /// <param name="bucket">Which bucket is asked.</param>
    /// <param name="statement">The statement.</param>
    public (int Status, string Body) Answer(string bucket, string statement)
    {
        if (statement.StartsWith(ShowPolicies, StringComparison.Ordinal))
            return (200, Policies(statement[ShowPolicies.Length..^1]));
        if (reading == Reading.NotFound)
            return (404, "404 page not found");
        if (reading == Reading.Nothing)
            return (200, """{"results":[{"series":[{"values":[]}]}]}""");
        if (!store.Content.Has(bucket))
            return (404, JsonSerializer.Serialize(new { error = $"database not found: {bucket}" }));
        var cells = store.Content.Cells(bucket);
        return statement switch
        {
            "SHOW MEASUREMENTS" => (200, Measurements(cells)),
            "SHOW FIELD KEYS" => (200, Fields(cells)),
            "SHOW TAG KEYS" => (200, TagKeys(cells)),
            _ when TagValuesPattern.Match(statement) is { Success: true } values => (200, TagValues(cells, values.Groups["keys"].Value)),
            _ when FieldsPattern.Match(statement) is { Success: true } fields => (200, Fields(Of(cells, fields))),
            _ when CountsPattern.Match(statement) is { Success: true } counts => (200, Counts(counts, Of(cells, counts))),
            _ when RowsPattern.Match(statement) is { Success: true } rows => (200, Rows(rows, Of(cells, rows))),
            _ => (400, JsonSerializer.Serialize(new { error = $"error parsing query: {statement}" })),
        };
    }

    private static string Measurements(IEnumerable<KeyValuePair<Cell, string>> cells)
    {
        var names = cells.Select(static cell => Measurement(cell.Key)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(static name => new[] { name }).ToList();
        return Result(names.Count == 0 ? [] : [new { name = "measurements", columns = new[] { "name" }, values = names }]);
    }

    private static string Fields(IEnumerable<KeyValuePair<Cell, string>> cells) => Result(
        cells.GroupBy(static cell => Measurement(cell.Key), StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => (object)new
        {
            name = group.Key,
            columns = new[] { "fieldKey", "fieldType" },
            values = group.Select(static cell => (cell.Key.Field, Type: TypeOf(cell.Value))).Distinct().Order().Select(static field => new[] { field.Field, field.Type }),
        }));

    private static string TagKeys(IEnumerable<KeyValuePair<Cell, string>> cells) => Result(
        Tags(cells).GroupBy(static tag => tag.Measurement, StringComparer.Ordinal).Select(static group => (object)new
        {
            name = group.Key,
            columns = new[] { "tagKey" },
            values = group.Select(static tag => tag.Key).Distinct(StringComparer.Ordinal).Select(static key => new[] { key }),
        }));

    private static string TagValues(IEnumerable<KeyValuePair<Cell, string>> cells, string keys)
    {
        var asked = keys.Split(',').Select(static key => key.Trim('"')).ToHashSet(StringComparer.Ordinal);
        return Result(Tags(cells).Where(tag => asked.Contains(tag.Key)).GroupBy(static tag => tag.Measurement, StringComparer.Ordinal).Select(static group => (object)new
        {
            name = group.Key,
            columns = new[] { "key", "value" },
            values = group.Select(static tag => new[] { tag.Key, tag.Value }),
        }));
    }

    private static string Counts(Match asked, IEnumerable<KeyValuePair<Cell, string>> cells)
    {
        var window = Number(asked, "window");
        var inside = Inside(asked, cells);
        var fields = inside.Select(static cell => cell.Key.Field).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var rows = inside.GroupBy(cell => cell.Key.Time / window * window).OrderBy(static group => group.Key)
            .Select(group => (object[])[group.Key, .. fields.Select(field => (object)group.Count(cell => cell.Key.Field == field))]).ToList();
        return Result(rows.Count == 0 ? [] : [new { name = asked.Groups["name"].Value, columns = (string[])["time", .. fields.Select(static field => $"count_{field}")], values = rows }]);
    }

    private static string Rows(Match asked, IEnumerable<KeyValuePair<Cell, string>> cells)
    {
        var inside = Inside(asked, cells);
        var fields = inside.Select(static cell => cell.Key.Field).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return Result(inside.GroupBy(static cell => cell.Key.Series, StringComparer.Ordinal).OrderBy(static series => series.Key, StringComparer.Ordinal).Select(series => (object)new
        {
            name = asked.Groups["name"].Value,
            tags = series.Key.Split(',')[1..].ToDictionary(static tag => tag.Split('=')[0], static tag => tag.Split('=')[1], StringComparer.Ordinal),
            columns = (string[])["time", .. fields],
            values = series.GroupBy(static cell => cell.Key.Time).OrderBy(static row => row.Key).Select(row => (object?[])
                [row.Key, .. fields.Select(field => row.Where(cell => cell.Key.Field == field).Select(static cell => Json(cell.Value)).FirstOrDefault())]),
        }));
    }

    private string Policies(string database)
    {
        var rows = store.BucketNames
            .Where(bucket => bucket == database || bucket.StartsWith(database + "/", StringComparison.Ordinal))
            .Select(bucket =>
            {
                var policy = bucket.Length > database.Length ? bucket[(database.Length + 1)..] : "autogen";
                var hours = store.RetentionOf(bucket).TotalHours.ToString("F0", CultureInfo.InvariantCulture);
                return new object[] { policy, $"{hours}h0m0s", "24h0m0s", 1, policy == "autogen" };
            })
            .ToArray();
        return Result([new { columns = new[] { "name", "duration", "shardGroupDuration", "replicaN", "default" }, values = rows }]);
    }

    private static string Result(IEnumerable<object> series) => JsonSerializer.Serialize(
        series.Any() ? new { results = new object[] { new { statement_id = 0, series } } } : (object)new { results = new[] { new { statement_id = 0 } } });

    private static IEnumerable<KeyValuePair<Cell, string>> Of(IEnumerable<KeyValuePair<Cell, string>> cells, Match asked)
    {
        var name = asked.Groups["name"].Value;
        return cells.Where(cell => Measurement(cell.Key) == name);
    }

    private static List<KeyValuePair<Cell, string>> Inside(Match asked, IEnumerable<KeyValuePair<Cell, string>> cells)
    {
        var (from, to) = (Number(asked, "from"), Number(asked, "to"));
        return [.. cells.Where(cell => cell.Key.Time >= from && cell.Key.Time < to)];
    }

    private static IEnumerable<(string Measurement, string Key, string Value)> Tags(IEnumerable<KeyValuePair<Cell, string>> cells) => cells
        .Select(static cell => cell.Key.Series).Distinct(StringComparer.Ordinal)
        .SelectMany(static series => series.Split(',')[1..], static (series, tag) => (series.Split(',')[0], tag.Split('=')[0], tag.Split('=')[1]))
        .Distinct().Order();

    private static long Number(Match asked, string group) => long.Parse(asked.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>A number goes out as it stands, and an integer looks like a float, as in InfluxDB's answers.</summary>
    private static object Json(string value) => value[0] == '"' ? value[1..^1] : decimal.Parse(value.TrimEnd('i'), CultureInfo.InvariantCulture);

    private static string TypeOf(string value) => value[^1] switch { '"' => "string", 'i' => "integer", _ => "float" };

    private static string Measurement(in Cell cell) => cell.Series[..cell.Series.IndexOf(',', StringComparison.Ordinal)];
}
