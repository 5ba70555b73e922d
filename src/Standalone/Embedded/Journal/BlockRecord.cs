using System.Collections.Immutable;

using Holdfast.Routing.LineProtocol;
using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.Journal;

/// <summary>The form of one block of one series in a snapshot. Binary and not line protocol: nothing is parsed or escaped on the way back.</summary>
internal static class BlockRecord
{
    /// <summary>Writes a block. Used under the bucket's gate.</summary>
    public static void Write(RecordWriter record, Bucket bucket, Series series, Block block)
    {
        record.Clear(RecordKind.Block);
        record.Text(bucket.Database).Text(bucket.Policy).Text(series.Measurement.Name).Int32(series.Tags.Length);
        foreach (Tag tag in series.Tags) record.Text(tag.Key).Text(tag.Value);
        record.Int32(block.Count);
        for (var i = 0; i < block.Count; i++) record.Int64(block[i]);
        record.Int32(block.Columns.Count);
        foreach (Column column in block.Columns)
        {
            record.Text(column.Field.Name).Byte((byte)column.Field.Type);
            for (var i = 0; i < block.Count; i++) Write(record, column[i]);
        }
    }

    /// <summary>Puts a block back; what contradicts the schema that is there already is left out, and so is a block of a bucket that is gone.</summary>
    public static void Apply(ref RecordReader record, Catalog catalog)
    {
        Bucket? bucket = catalog.Find(record.Text())?.Find(record.Text());
        var measurement = record.Text();
        Tag[] tags = new Tag[record.Int32()];
        for (var i = 0; i < tags.Length; i++) tags[i] = new Tag(record.Text(), record.Text());
        var times = new long[record.Int32()];
        for (var i = 0; i < times.Length; i++) times[i] = record.Int64();
        if (bucket is null) return;

        lock (bucket.Gate)
        {
            Series series = bucket.FindOrAdd(bucket.FindOrAdd(measurement), ImmutableArray.Create(tags));
            var columns = record.Int32();
            for (var i = 0; i < columns; i++)
            {
                var name = record.Text();
                FieldType type = (FieldType)record.Byte();
                Field field = series.Measurement.Find(name) ?? series.Measurement.Learn(name, type);
                for (var at = 0; at < times.Length; at++)
                {
                    FieldValue value = Read(ref record, type);
                    if (!value.IsNull && field.Type == type) bucket.Set(series, times[at], field, value, i);
                }
            }
        }
    }

    private static void Write(RecordWriter record, in FieldValue value)
    {
        if (value.IsNull) record.Byte(0);
        else if (value.Text is null) record.Byte(1).Int64(value.Bits);
        else record.Byte(1).Text(value.Text);
    }

    private static FieldValue Read(ref RecordReader record, FieldType type)
    {
        if (record.Byte() == 0) return default;
        return type == FieldType.Text ? FieldValue.Of(record.Text()) : FieldValue.FromBits(type, record.Int64());
    }
}
