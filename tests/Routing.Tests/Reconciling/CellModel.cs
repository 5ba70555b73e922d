using System.Collections.Immutable;
using System.Text;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Routing.Tests.Reconciling;

/// <summary>A store as a table of cells, to compare with and to apply repairs to.</summary>
internal sealed class CellModel
{
    private readonly SortedDictionary<(string Head, long Time, string Field), CellValue> _cells;

    public CellModel(IEnumerable<KeyValuePair<(string Head, long Time, string Field), CellValue>> cells) =>
        _cells = new(cells.ToDictionary(), Comparer<(string, long, string)>.Default);

    public IReadOnlyDictionary<(string Head, long Time, string Field), CellValue> Cells => _cells;

    /// <summary>The tables as a reader would make them: fields in an order of their own, gaps where there is no cell.</summary>
    public IReadOnlyList<SeriesCells> Tables(bool reversed = false) => [.. _cells.GroupBy(static cell => cell.Key.Head, StringComparer.Ordinal).Select(series =>
    {
        var fields = series.Select(static cell => cell.Key.Field).Distinct(StringComparer.Ordinal).ToImmutableArray();
        fields = reversed ? [.. fields.Reverse()] : fields;
        var times = series.Select(static cell => cell.Key.Time).Distinct().Order().ToImmutableArray();
        var values = times.SelectMany(time => fields.Select(field => _cells.GetValueOrDefault((series.Key, time, field)))).ToImmutableArray();
        return new SeriesCells(new(series.Key, true), fields, times, values);
    })];

    /// <summary>Takes lines as a store does: the last value of a cell wins.</summary>
    public void Apply(ReadOnlyMemory<byte> lines)
    {
        var reader = new LineReader(lines.Span, TimestampPrecision.Nanoseconds);
        while (reader.Read(out var point, out var rejection) is var status && status != LineStatus.End)
        {
            Assert.True(status == LineStatus.Point, rejection?.Message);
            var head = Encoding.UTF8.GetString(lines.Span[point.Start..point.TagsEnd]);
            foreach (var (field, value) in FieldsOf(lines.Span, point))
                _cells[(head, point.Time, field)] = value;
        }
    }

    private static List<(string, CellValue)> FieldsOf(ReadOnlySpan<byte> text, in PointLine point)
    {
        var fields = new List<(string, CellValue)>();
        var reader = new FieldReader(text, point);
        while (reader.Read(out var field))
        {
            var raw = text[field.ValueStart..field.ValueEnd];
            fields.Add((LineEscapes.UnescapeKey(text[field.KeyStart..field.KeyEnd]), field.Type switch
            {
                FieldType.Float => CellValue.Float(FieldValues.ReadFloat(raw)),
                FieldType.Integer => CellValue.Integer(FieldValues.ReadInteger(raw)),
                FieldType.Unsigned => CellValue.Unsigned(FieldValues.ReadUnsigned(raw)),
                FieldType.Boolean => CellValue.Boolean(FieldValues.ReadBoolean(raw)),
                _ => CellValue.OfText(LineEscapes.UnescapeText(raw)),
            }));
        }

        return fields;
    }
}
