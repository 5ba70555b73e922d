using System.Runtime.InteropServices;
using System.Text.Json;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Reconciling;

/// <summary>Reads one series of an answer. JSON does not tell an integer from a float, so each value is read as its field's type says.</summary>
internal static class CellTable
{
    /// <exception cref="KeyNotFoundException">A field has no type.</exception>
    /// <exception cref="FormatException">A value does not have its field's type, or the rows are not in order.</exception>
    public static SeriesCells Read(JsonElement table, string measurement, List<string> columns, IReadOnlyDictionary<string, FieldType> types, IReadOnlySet<string> without)
    {
        var tags = table.TryGetProperty("tags", out var given)
            ? given.EnumerateObject().Select(static tag => KeyValuePair.Create(tag.Name, tag.Value.GetString() ?? throw new FormatException("a tag has no value")))
            : [];
        var typed = Enumerable.Range(1, columns.Count - 1)
            .Where(column => !without.Contains(columns[column]))
            .Select(column => (column, type: types[columns[column]]))
            .ToArray();
        var times = new List<long>();
        var values = new List<CellValue>();
        foreach (var row in InfluxAnswer.Rows(table))
        {
            // Enumerated and not indexed: to find the nth element of an array means to pass over all before it.
            var cells = row.EnumerateArray();
            cells.MoveNext();
            times.Add(cells.Current.GetInt64());
            var at = 0;
            foreach (var (column, type) in typed)
            {
                for (; at < column; at++)
                    cells.MoveNext();
                values.Add(Value(cells.Current, type));
            }
        }

        return new(
            SeriesHead.Of(measurement, tags),
            [.. typed.Select(entry => columns[entry.column])],
            ImmutableCollectionsMarshal.AsImmutableArray(times.ToArray()),
            ImmutableCollectionsMarshal.AsImmutableArray(values.ToArray()));
    }

    private static CellValue Value(JsonElement value, FieldType type) => (value.ValueKind, type) switch
    {
        (JsonValueKind.Null, _) => default,
        (_, FieldType.Float) => CellValue.Float(value.GetDouble() is var number && double.IsFinite(number) ? number : throw new FormatException("a float is too large")),
        (_, FieldType.Integer) => CellValue.Integer(value.GetInt64()),
        (_, FieldType.Unsigned) => CellValue.Unsigned(value.GetUInt64()),
        (_, FieldType.Boolean) => CellValue.Boolean(value.GetBoolean()),
        _ => CellValue.OfText(value.GetString()!),
    };
}
