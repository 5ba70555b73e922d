using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>
/// What one line would teach. Gathered while the line is checked and applied only when all of it was found good, so that a rejected line
/// teaches nothing. Lives within the schema's lock.
/// </summary>
internal sealed class Lesson(SchemaTables tables, MeasurementSchema measurement, bool isNewMeasurement)
{
    private readonly List<TagSchema> _tags = [];
    private readonly List<(TagSchema Tag, ulong Hash)> _values = [];
    private readonly NameTable<FieldSchema> _fieldsByName = new();
    private readonly List<FieldSchema> _fields = [];
    private long _nameBytes = isNewMeasurement ? measurement.Key.Length : 0;

    public bool HasRoomForField(int keyLength) =>
        tables.Fields + _fields.Count < tables.Limits.MaxFields && HasRoomForName(keyLength);

    public bool HasRoomForTagValue() => tables.TagValues + _values.Count < tables.Limits.MaxTagValuesInTier;

    public bool HasRoomForName(int keyLength) => tables.NameBytes + _nameBytes + keyLength <= tables.Limits.MaxNameBytes;

    /// <summary>The field as this same line has it further left, or null.</summary>
    public FieldSchema? FindField(ReadOnlySpan<byte> key, ulong hash) => _fieldsByName.Find(key, hash);

    public void Add(ReadOnlySpan<byte> fieldKey, FieldType type)
    {
        var field = new FieldSchema(fieldKey.ToArray(), type, contract: null);
        _fieldsByName.Add_NeedsLock(field);
        _fields.Add(field);
        _nameBytes += fieldKey.Length;
    }

    public void Add(ReadOnlySpan<byte> tagKey, ulong valueHash)
    {
        var tag = new TagSchema(tagKey.ToArray(), tables.Limits.MaxTagValues, isRequired: false);
        _tags.Add(tag);
        _values.Add((tag, valueHash));
        _nameBytes += tagKey.Length;
    }

    public void Add(TagSchema tag, ulong valueHash) => _values.Add((tag, valueHash));

    /// <summary>Makes it known. The measurement comes last, so that whoever finds it finds it complete.</summary>
    public void Apply_NeedsLock(List<LearntField> learnt)
    {
        foreach (var (tag, hash) in _values)
            tag.Values.Add_NeedsLock(hash);
        foreach (var tag in _tags)
            measurement.Tags.Add_NeedsLock(tag);
        var fields = 0;
        foreach (var field in _fields)
        {
            // One that was forgotten has kept its place, and is counted already.
            if (measurement.Fields.Put_NeedsLock(field))
                _nameBytes -= field.Key.Length;
            else
                fields++;
            learnt.Add(new(LineEscapes.UnescapeMeasurement(measurement.Key), LineEscapes.UnescapeKey(field.Key), field.Type));
        }

        tables.Count_NeedsLock(fields, _values.Count, _nameBytes);
        if (isNewMeasurement)
            tables.Measurements.Add_NeedsLock(measurement);
    }
}
