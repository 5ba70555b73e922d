using System.Text.Json;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Draining;

/// <summary>Reads what InfluxQL answers about fields and tags. What is not understood is null, never a guess.</summary>
internal static class HeldSchemaReader
{
    /// <summary>The answer to <c>SHOW FIELD KEYS</c>; fields of a type that is not known are left out.</summary>
    public static IReadOnlyList<LearntField>? Fields(string json) => Rows(
        json, "fieldKey", "fieldType", static (measurement, key, type) => new LearntField(measurement, key, InfluxQl.FieldTypeOf(type)))
        ?.Where(static field => field.Type != FieldType.None).ToList();

    /// <summary>The answer to <c>SHOW TAG KEYS</c>; a key of several measurements stands several times.</summary>
    public static IReadOnlyList<string>? TagKeys(string json) => Rows(json, "tagKey", "tagKey", static (_, key, _) => key);

    /// <summary>The answer to <c>SHOW TAG VALUES</c>.</summary>
    public static IReadOnlyList<(string Measurement, string Key, string Value)>? Values(string json) =>
        Rows(json, "key", "value", static (measurement, key, value) => (measurement, key, value));

    private static List<T>? Rows<T>(string json, string first, string second, Func<string, string, string, T> make)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var result = document.RootElement.GetProperty("results")[0];
            if (result.TryGetProperty("error", out _))
                return null;
            var rows = new List<T>();
            if (!result.TryGetProperty("series", out var all))
                return rows;
            foreach (var series in all.EnumerateArray())
            {
                var columns = series.GetProperty("columns").EnumerateArray().Select(static column => column.GetString()).ToList();
                var (one, other) = (columns.IndexOf(first), columns.IndexOf(second));
                if (one < 0 || other < 0)
                    return null;
                var measurement = series.GetProperty("name").GetString()!;
                foreach (var row in series.GetProperty("values").EnumerateArray())
                    rows.Add(make(measurement, row[one].GetString()!, row[other].GetString()!));
            }

            return rows;
        }
        catch (Exception odd) when (odd is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
