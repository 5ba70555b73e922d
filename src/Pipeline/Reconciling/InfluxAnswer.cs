using System.Text.Json;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>Reads InfluxQL's answers. What is not understood is 'unreadable', never a guess.</summary>
internal static class InfluxAnswer
{
    private const string CountPrefix = "count_";

    /// <summary>The answer to SHOW MEASUREMENTS. Its series has that name on every InfluxDB; others answer with something else.</summary>
    public static StoreReading<IReadOnlyList<string>> Measurements(string json) => Read<IReadOnlyList<string>>(json, static series =>
    {
        var names = new List<string>();
        foreach (var row in series)
        {
            if (!string.Equals(row.GetProperty("name").GetString(), "measurements", StringComparison.Ordinal))
                throw new FormatException("a list of measurements was asked for, and something else came");
            names.AddRange(Rows(row).Select(static value => value[0].GetString() ?? throw new FormatException("a measurement has no name")));
        }

        return names;
    });

    /// <summary>The answer to SHOW FIELD KEYS. A field with several types, each in other shards, has <see cref="FieldType.None"/>.</summary>
    public static StoreReading<IReadOnlyDictionary<string, FieldType>> FieldTypes(string json) => Read<IReadOnlyDictionary<string, FieldType>>(json, static series =>
    {
        var types = new Dictionary<string, FieldType>(StringComparer.Ordinal);
        foreach (var value in series.SelectMany(static row => Rows(row)))
        {
            var field = value[0].GetString()!;
            var type = TypeOf(value[1].GetString());
            types[field] = types.TryGetValue(field, out var other) && other != type ? FieldType.None : type;
        }

        return types;
    });

    /// <summary>The answer to SELECT COUNT(*), by the aligned beginning of the window and by field.</summary>
    public static StoreReading<WindowCounts> Counts(string json, long window) => Read(json, series =>
    {
        var counts = new Dictionary<(long, string), long>();
        foreach (var table in series)
        {
            var columns = Columns(table);
            foreach (var row in Rows(table))
            {
                var at = TimeWindow.Align(row[0].GetInt64(), window);
                for (var column = 1; column < columns.Count; column++)
                {
                    if (row[column].ValueKind != JsonValueKind.Null)
                        counts[(at, columns[column][CountPrefix.Length..])] = row[column].GetInt64();
                }
            }
        }

        return new WindowCounts(counts);
    });

    /// <summary>The answer to SELECT * GROUP BY *, typed.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="measurement">The measurement.</param>
    /// <param name="types">The types of its fields; an answer with another field is unreadable.</param>
    /// <param name="without">Fields to leave out.</param>
    public static StoreReading<IReadOnlyList<SeriesCells>> Cells(
        string json, string measurement, IReadOnlyDictionary<string, FieldType> types, IReadOnlySet<string> without) =>
        Read<IReadOnlyList<SeriesCells>>(json, series =>
        {
            var cells = series.Select(table => CellTable.Read(table, measurement, Columns(table), types, without)).ToList();
            return cells.DistinctBy(static table => table.Head.Text, StringComparer.Ordinal).Count() == cells.Count
                ? cells
                : throw new FormatException("a series comes twice");
        });

    internal static List<string> Columns(JsonElement table) => [.. table.GetProperty("columns").EnumerateArray()
        .Select(static column => column.GetString() ?? throw new FormatException("a column has no name"))];

    internal static IEnumerable<JsonElement> Rows(JsonElement table) =>
        table.TryGetProperty("values", out var values) ? values.EnumerateArray() : [];

    private static FieldType TypeOf(string? name) =>
        InfluxQl.FieldTypeOf(name) is var type && type != FieldType.None ? type : throw new FormatException($"the field type '{name}' is not known");

    private static StoreReading<T> Read<T>(string json, Func<IReadOnlyList<JsonElement>, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var result = document.RootElement.GetProperty("results")[0];
            var series = result.TryGetProperty("series", out var list) ? list.EnumerateArray().ToList() : [];

            // A server may cut an answer off at a number of rows of its own, and says so only here.
            if (IsPartial(result) || series.Exists(IsPartial))
                return new(ReadingStatus.TooLarge, default, "the store cut its answer off");
            return StoreReading.Answered<T>(read(series));
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return new(ReadingStatus.Unreadable, default, $"the store's answer is no result of InfluxQL: {odd.Message}");
        }
    }

    private static bool IsPartial(JsonElement element) => element.TryGetProperty("partial", out var partial) && partial.ValueKind == JsonValueKind.True;
}
