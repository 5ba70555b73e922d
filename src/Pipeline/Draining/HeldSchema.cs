using System.Text;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Draining;

/// <summary>
/// The field types and tag values that one bucket of a store holds, and those that the backlog adds: of a field that is new to the store,
/// the first type counts, as it will for the store. For one caller at a time.
/// </summary>
internal sealed class HeldSchema
{
    private readonly string _store;
    private readonly Schema _schema;
    private readonly bool _countsValues;

    /// <summary>Learns what the store told.</summary>
    /// <param name="store">The store's name, for messages.</param>
    /// <param name="limits">The tier's limits.</param>
    /// <param name="fields">Its fields. One of which it has several types is unknown: which applies, only the store can tell.</param>
    /// <param name="values">Its tag values by measurement and tag key; null if they could not be had, and tags are then not checked.</param>
    public HeldSchema(string store, SchemaLimits limits, IReadOnlyList<LearntField> fields, IReadOnlyList<(string Measurement, string Key, string Value)>? values)
    {
        _store = store;
        _schema = new(store, ContractSet.Empty, limits);
        var sure = fields.GroupBy(static field => (field.Measurement, field.Field)).Where(static group => group.Count() == 1).Select(static group => group.First()).ToList();
        _schema.Load(sure);
        _countsValues = values is not null && Learn(sure, values);
    }

    /// <summary>Checks whole lines, and leaves out those that conflict.</summary>
    public BackfillCheck Check(ReadOnlyMemory<byte> lines)
    {
        var text = lines.Span;
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds, int.MaxValue);
        var conflicts = new List<BackfillConflict>();
        var points = 0;
        var from = 0;
        for (var status = reader.Read(out var point, out _); status != LineStatus.End; status = reader.Read(out point, out _))
        {
            var end = reader.Position;
            if (status == LineStatus.Point && !_schema.TryAdmit(text, point, out var rejection) && Counts(rejection.Code))
                conflicts.Add(new(from, end - from, rejection.Code, $"store '{_store}' holds it otherwise: {rejection.Message}"));
            else
                points++;
            from = end;
        }

        return conflicts.Count == 0 ? new(lines, points, []) : new(BatchTrim.Without(text, [.. conflicts.Select(static conflict => (conflict.Offset, conflict.Length))]), points, conflicts);
    }

    /// <summary>The limits of what is remembered are no reason: beyond them the store decides.</summary>
    private bool Counts(RejectionCode code) => code is RejectionCode.FieldTypeConflict || (code is RejectionCode.TagCardinality && _countsValues);

    /// <summary>Teaches the values by points that carry nothing else that is new. Where there is no room for all, tags are not checked.</summary>
    private bool Learn(List<LearntField> fields, IReadOnlyList<(string Measurement, string Key, string Value)> values)
    {
        var known = fields.GroupBy(static field => field.Measurement, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);
        foreach (var (measurement, key, value) in values)
        {
            if (!known.TryGetValue(measurement, out var field) || !LineEscapes.TryEscapeMeasurement(measurement, out var name)
                || !LineEscapes.TryEscapeKey(field.Field, out var fieldKey) || !LineEscapes.TryEscapeKey(key, out var tag) || !LineEscapes.TryEscapeKey(value, out var escaped))
                continue;
            byte[] line = [.. name, (byte)',', .. tag, (byte)'=', .. escaped, (byte)' ', .. fieldKey, (byte)'=', .. Example(field.Type), (byte)'\n'];
            var reader = new LineReader(line, TimestampPrecision.Nanoseconds, int.MaxValue);
            if (reader.Read(out var point, out _) == LineStatus.Point && !_schema.TryAdmit(line, point, out _))
                return false;
        }

        return true;
    }

    private static byte[] Example(FieldType type) => Encoding.UTF8.GetBytes(type switch
    {
        FieldType.Integer => "0i",
        FieldType.Unsigned => "0u",
        FieldType.Boolean => "true",
        FieldType.Text => "\"\"",
        _ => "0",
    });
}
