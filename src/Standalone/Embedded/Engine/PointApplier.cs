using System.Buffers;
using System.Collections.Immutable;

using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>
/// Applies lines to one bucket under its gate: checks types and age, merges the fields of one series and timestamp (the last write of a
/// field wins, other fields stay), and copies what it took, with its timestamp in nanoseconds, for the journal.
/// </summary>
internal sealed class PointApplier
{
    private readonly Bucket _bucket;
    private readonly List<(FieldSpan Span, Field? Field)> _fields = [];

    public PointApplier(Bucket bucket) => _bucket = bucket;

    /// <summary>Applies a text. A line without a timestamp is stamped with <paramref name="now"/>, truncated to the precision.</summary>
    public void Apply_NeedsGate(
        ReadOnlySpan<byte> text, TimestampPrecision precision, long now, WriteTally tally, IBufferWriter<byte>? journal)
    {
        var cutoff = _bucket.Cutoff(now);
        var stamp = precision.Truncate(now);
        // The body's limit is enough: a line at the router's own limit is longer here by its timestamp.
        LineReader reader = new(text, precision, int.MaxValue);
        while (true)
        {
            LineStatus status = reader.Read(out PointLine point, out Rejection? rejection);
            if (status == LineStatus.End) return;
            if (status == LineStatus.Rejected)
            {
                tally.AddUnparsable(text[point.Start..point.End], rejection!);
                continue;
            }

            var time = point.HasTime ? point.Time : stamp;
            if (time < cutoff)
            {
                tally.Expired++;
                continue;
            }

            var fault = Apply(text, in point, time);
            if (fault is not null)
            {
                tally.AddInvalid(fault);
                continue;
            }

            tally.Stored++;
            if (journal is not null) LineWriter.Write(text, in point, time, journal);
        }
    }

    private string? Apply(ReadOnlySpan<byte> text, in PointLine point, long time)
    {
        ReadOnlySpan<byte> spelling = text[point.Start..point.TagsEnd];
        Series? series = _bucket.Index.Find(spelling);
        var name = series is null ? LineEscapes.UnescapeMeasurement(text[point.Start..point.MeasurementEnd]) : null;
        Measurement? measurement = series?.Measurement ?? _bucket.Find(name!);
        var fault = ReadFields(text, in point, measurement);
        if (fault is not null) return fault;

        if (series is null)
        {
            ImmutableArray<Tag> tags = SeriesIndex.ReadTags(text, in point);
            foreach (Tag tag in tags)
                if (tag.Key is "time") return $"invalid tag key: input tag \"time\" on measurement \"{name}\" is invalid";
            series = _bucket.FindOrAdd(_bucket.FindOrAdd(name!), tags);
            _bucket.Index.Remember(spelling, series);
        }

        Store(text, series, time);
        return null;
    }

    /// <summary>Collects the line's fields and checks their types, before anything is changed.</summary>
    private string? ReadFields(ReadOnlySpan<byte> text, in PointLine point, Measurement? measurement)
    {
        _fields.Clear();
        FieldReader reader = new(text, in point);
        while (reader.Read(out FieldSpan span))
        {
            ReadOnlySpan<byte> key = text[span.KeyStart..span.KeyEnd];
            if (key.SequenceEqual("time"u8)) continue;
            Field? known = measurement?.Find(key);
            if (known is not null && known.Type != span.Type)
            {
                return $"field type conflict: input field \"{known.Name}\" on measurement \"{measurement!.Name}\" is type " +
                    $"{Field.NameOf(span.Type)}, already exists as type {known.TypeName}";
            }

            _fields.Add((span, known));
        }

        if (_fields.Count > 0) return null;
        var name = LineEscapes.UnescapeMeasurement(text[point.Start..point.MeasurementEnd]);
        return $"invalid field name: input field \"time\" on measurement \"{name}\" is invalid";
    }

    private void Store(ReadOnlySpan<byte> text, Series series, long time)
    {
        var growth = series.Put(time, out Block block, out var index);
        var hint = 0;
        foreach ((FieldSpan span, Field? known) in _fields)
        {
            ReadOnlySpan<byte> key = text[span.KeyStart..span.KeyEnd];
            Field field = known ?? series.Measurement.Find(key) ?? series.Measurement.Learn(key, span.Type);

            // A new field that stands twice in its first line with two types: the first one named it.
            if (field.Type != span.Type) continue;
            growth += block.Set(index, field, Value(text[span.ValueStart..span.ValueEnd], span.Type), hint++);
        }

        _bucket.Grow(growth);
    }

    private static FieldValue Value(ReadOnlySpan<byte> raw, FieldType type) => type switch
    {
        FieldType.Float => FieldValue.Of(FieldValues.ReadFloat(raw)),
        FieldType.Integer => FieldValue.Of(FieldValues.ReadInteger(raw)),
        FieldType.Unsigned => FieldValue.Of(FieldValues.ReadUnsigned(raw)),
        FieldType.Boolean => FieldValue.Of(FieldValues.ReadBoolean(raw)),
        FieldType.Text => FieldValue.Of(LineEscapes.UnescapeText(raw)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A field has a type."),
    };
}
