using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Contracts;

/// <summary>
/// The checking of one point. Without a lesson it reads only, rejects what is certain whatever other threads do, and tells whether the point
/// would teach something; with a lesson, within the lock, it says the last word and gathers what is learnt.
/// </summary>
internal ref struct Admission(SchemaTables tables, ReadOnlySpan<byte> text, PointLine point, Lesson? lesson)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Whether the point has something that is not known yet.</summary>
    public bool Teaches { get; private set; }

    /// <summary>Why the point is not admitted; null as long as nothing speaks against it.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Checks the point against what is known of its measurement. False when it is rejected.</summary>
    public bool Check(MeasurementSchema measurement)
    {
        if (measurement.Contract is { } contract && !string.Equals(contract.Tier, tables.Tier, StringComparison.Ordinal))
        {
            var name = Printable.Quote(_text[point.Start..point.MeasurementEnd]);
            return Reject(RejectionCode.WrongTier, point.Start, $"found measurement {name} in tier '{tables.Tier}', expected it in tier '{contract.Tier}'");
        }

        return CheckTags(measurement) && CheckFields(measurement);
    }

    private bool CheckTags(MeasurementSchema measurement)
    {
        var missing = measurement.RequiredTags;
        var reader = new TagReader(_text, point);
        while (reader.Read(out var span))
        {
            var key = _text[span.KeyStart..span.KeyEnd];
            var value = ByteHash.Compute(_text[span.ValueStart..span.ValueEnd]);
            var tag = measurement.Tags.Find(key, ByteHash.Compute(key));
            if (tag is { IsRequired: true })
                missing--;
            if (tag is null ? !CheckNewTag(measurement, span, value) : !tag.Values.Contains(value) && !CheckNewValue(tag, span, value))
                return false;
        }

        return missing == 0 || RejectMissingTag(measurement.Contract!);
    }

    private bool CheckNewTag(MeasurementSchema measurement, in TagSpan span, ulong value)
    {
        var key = _text[span.KeyStart..span.KeyEnd];
        if (measurement.Contract?.AllowedTags is { } allowed)
            return Reject(RejectionCode.TagNotAllowed, span.KeyStart, $"found tag {Printable.Quote(key)}, expected {OneOf(allowed, "no tags")}");
        if (!(lesson?.HasRoomForTagValue() ?? tables.TagValues < tables.Limits.MaxTagValuesInTier))
            return RejectFullOfValues(span.KeyStart);
        if (!(lesson?.HasRoomForName(key.Length) ?? tables.NameBytes < tables.Limits.MaxNameBytes))
            return RejectFullOfNames("tag", span.KeyStart, key);
        Teaches = true;
        lesson?.Add(key, value);
        return true;
    }

    private bool CheckNewValue(TagSchema tag, in TagSpan span, ulong value)
    {
        if (tag.Values.Count >= tag.MaxValues)
        {
            var shown = Printable.Quote(_text[span.ValueStart..span.ValueEnd]);
            var name = Printable.Quote(_text[span.KeyStart..span.KeyEnd]);
            return Reject(RejectionCode.TagCardinality, span.ValueStart, $"found new value {shown} for tag {name}, expected one of the {tag.MaxValues} known: more are not taken");
        }

        if (!(lesson?.HasRoomForTagValue() ?? tables.TagValues < tables.Limits.MaxTagValuesInTier))
            return RejectFullOfValues(span.ValueStart);
        Teaches = true;
        lesson?.Add(tag, value);
        return true;
    }

    private bool CheckFields(MeasurementSchema measurement)
    {
        var reader = new FieldReader(_text, point);
        while (reader.Read(out var span))
        {
            var key = _text[span.KeyStart..span.KeyEnd];
            var hash = ByteHash.Compute(key);
            var known = measurement.Fields.Find(key, hash);
            var isForgotten = known is { Type: FieldType.None };
            var field = (isForgotten ? null : known) ?? lesson?.FindField(key, hash);
            if (field is null ? !CheckNewField(measurement, span, isForgotten) : field.Type != span.Type ? RejectType(field, span) : !CheckRange(field, span))
                return false;
        }

        return true;
    }

    private bool CheckNewField(MeasurementSchema measurement, in FieldSpan span, bool hasPlace)
    {
        var key = _text[span.KeyStart..span.KeyEnd];
        if (measurement.Contract is { UnknownFields: false } contract)
        {
            var known = OneOf(contract.Fields.Keys.Order(StringComparer.Ordinal), "no fields");
            return Reject(RejectionCode.FieldNotAllowed, span.KeyStart, $"found field {Printable.Quote(key)}, expected {known}");
        }

        if (!hasPlace && !(lesson?.HasRoomForField(key.Length) ?? (tables.Fields < tables.Limits.MaxFields && tables.NameBytes < tables.Limits.MaxNameBytes)))
            return RejectFullOfNames("field", span.KeyStart, key);
        Teaches = true;
        lesson?.Add(key, span.Type);
        return true;
    }

    private bool CheckRange(FieldSchema field, in FieldSpan span)
    {
        var value = _text[span.ValueStart..span.ValueEnd];
        if (field.Takes(value))
            return true;
        var expected = (field.Contract!.Minimum, field.Contract.Maximum) switch
        {
            ({ } least, { } most) => $"{least} to {most}",
            ({ } least, null) => $"at least {least}",
            (null, var most) => $"at most {most}",
        };
        var name = Printable.Quote(_text[span.KeyStart..span.KeyEnd]);
        return Reject(RejectionCode.FieldOutOfRange, span.ValueStart, $"found {Printable.Quote(value)} for field {name}, expected {expected}");
    }

    /// <returns>Always true: the field is one that must not be taken.</returns>
    private bool RejectType(FieldSchema field, in FieldSpan span)
    {
        var why = field.Contract is null ? "as first seen" : "as its contract says";
        var name = Printable.Quote(_text[span.KeyStart..span.KeyEnd]);
        return !Reject(RejectionCode.FieldTypeConflict, span.ValueStart, $"found {FieldTypes.Name(span.Type)} for field {name}, expected {FieldTypes.Name(field.Type)}, {why}");
    }

    private bool RejectMissingTag(MeasurementContract contract)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        var reader = new TagReader(_text, point);
        while (reader.Read(out var span))
            present.Add(LineEscapes.UnescapeKey(_text[span.KeyStart..span.KeyEnd]));
        var missing = contract.RequiredTags.First(tag => !present.Contains(tag));
        return Reject(RejectionCode.TagRequired, point.Start, $"found no tag '{missing}', expected it on every point of '{contract.Measurement}'");
    }

    private bool RejectFullOfValues(int offset) =>
        Reject(RejectionCode.SchemaFull, offset, $"found a new tag value, expected a known one: tier '{tables.Tier}' is full with {tables.Limits.MaxTagValuesInTier} tag values");

    private bool RejectFullOfNames(string kind, int offset, ReadOnlySpan<byte> key) => Reject(
        RejectionCode.SchemaFull,
        offset,
        $"found new {kind} {Printable.Quote(key)}, expected a known one: tier '{tables.Tier}' is full (at most {tables.Limits.MaxFields} fields, and {tables.Limits.MaxNameBytes} bytes of names)");

    private bool Reject(RejectionCode code, int offset, string message)
    {
        var (line, column) = TextPosition.Of(_text, point.Start, point.Line, offset);
        Rejection = new(line, column, code, message);
        return false;
    }

    private static string OneOf(IEnumerable<string> names, string none)
    {
        const int Shown = 8;
        var all = names.ToList();
        var more = all.Count > Shown ? $" and {all.Count - Shown} more" : "";
        return all.Count == 0 ? none : $"one of '{string.Join("', '", all.Take(Shown))}'{more}";
    }
}
