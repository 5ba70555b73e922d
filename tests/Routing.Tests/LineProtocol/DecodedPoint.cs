using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

/// <summary>A point as a person reads it, for comparing.</summary>
internal sealed record DecodedPoint(string Name, IReadOnlyList<(string Key, string Value)> Tags, IReadOnlyList<(string Key, object Value)> Fields, long? Time)
{
    public static DecodedPoint From(ReadOnlySpan<byte> text, in PointLine point)
    {
        var tags = new List<(string, string)>();
        var tagReader = new TagReader(text, point);
        while (tagReader.Read(out var tag))
            tags.Add((LineEscapes.UnescapeKey(text[tag.KeyStart..tag.KeyEnd]), LineEscapes.UnescapeKey(text[tag.ValueStart..tag.ValueEnd])));
        var fields = new List<(string, object)>();
        var fieldReader = new FieldReader(text, point);
        while (fieldReader.Read(out var field))
            fields.Add((LineEscapes.UnescapeKey(text[field.KeyStart..field.KeyEnd]), Value(text[field.ValueStart..field.ValueEnd], field.Type)));
        return new(
            LineEscapes.UnescapeMeasurement(text[point.Start..point.MeasurementEnd]), tags, fields, point.HasTime ? point.Time : null);
    }

    /// <summary>All points of a text, and the rejections of the lines that are none.</summary>
    public static (List<DecodedPoint> Points, List<Rejection> Rejections) ReadAll(
        ReadOnlySpan<byte> text, TimestampPrecision precision = TimestampPrecision.Nanoseconds, int maxLineBytes = LineReader.DefaultMaxLineBytes)
    {
        var points = new List<DecodedPoint>();
        var rejections = new List<Rejection>();
        var reader = new LineReader(text, precision, maxLineBytes);
        for (var status = reader.Read(out var point, out var rejection); status != LineStatus.End; status = reader.Read(out point, out rejection))
        {
            if (status == LineStatus.Point)
                points.Add(From(text, point));
            else
                rejections.Add(rejection!);
        }

        return (points, rejections);
    }

    /// <summary>One line of text per point; floats by their bits, so that minus zero is told from zero.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Name} | ");
        text.AppendJoin(',', Tags.Select(tag => $"{tag.Key}={tag.Value}"));
        text.Append(" | ");
        text.AppendJoin(',', Fields.Select(field =>
            $"{field.Key}={field.Value.GetType().Name}:{(field.Value is double number ? BitConverter.DoubleToInt64Bits(number).ToString("X") : field.Value)}"));
        return text.Append($" | {Time}").ToString();
    }

    private static object Value(ReadOnlySpan<byte> value, FieldType type) => type switch
    {
        FieldType.Float => FieldValues.ReadFloat(value),
        FieldType.Integer => FieldValues.ReadInteger(value),
        FieldType.Unsigned => FieldValues.ReadUnsigned(value),
        FieldType.Boolean => FieldValues.ReadBoolean(value),
        FieldType.Text => LineEscapes.UnescapeText(value),
        _ => throw new InvalidOperationException($"An accepted field has type {type}."),
    };
}
