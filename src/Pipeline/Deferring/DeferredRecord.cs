using System.Buffers.Binary;
using System.Text;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Deferring;

/// <summary>The payload of one record of the deferred log; <c>README.md</c> has it in a table.</summary>
internal static class DeferredRecord
{
    private const byte Version = 1;
    private const byte StoredElsewhereFlag = 1;
    private const byte TraceParentFlag = 2;
    private const int Names = 5;
    private const int FixedBytes = 30;
    private const int NameHeaderBytes = 2;

    /// <summary>Encodes a batch into a frame that the caller hands to the log.</summary>
    public static LogFrame Encode(OwedBatch batch, long appendedTicks)
    {
        string[] names = batch.TraceParent is { } trace
            ? [batch.Store, batch.Tier, batch.Bucket, batch.Key, batch.LineageId, trace]
            : [batch.Store, batch.Tier, batch.Bucket, batch.Key, batch.LineageId];
        var size = FixedBytes + batch.Lines.Length;
        foreach (var name in names)
        {
            var bytes = Encoding.UTF8.GetByteCount(name);
            if (bytes > ushort.MaxValue)
                throw new ArgumentException($"A name of {bytes} bytes is too long for the deferred log.", nameof(batch));
            size += NameHeaderBytes + bytes;
        }

        var frame = LogFrame.Rent(size);
        var payload = frame.Payload;
        payload[0] = Version;
        payload[1] = (byte)((batch.StoredElsewhere ? StoredElsewhereFlag : 0) | (batch.TraceParent is null ? 0 : TraceParentFlag));
        BinaryPrimitives.WriteInt32LittleEndian(payload[2..], batch.Points);
        BinaryPrimitives.WriteInt64LittleEndian(payload[6..], appendedTicks);
        BinaryPrimitives.WriteInt64LittleEndian(payload[14..], batch.MinTime);
        BinaryPrimitives.WriteInt64LittleEndian(payload[22..], batch.MaxTime);
        var rest = payload[FixedBytes..];
        foreach (var name in names)
        {
            var length = Encoding.UTF8.GetBytes(name, rest[NameHeaderBytes..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)length);
            rest = rest[(NameHeaderBytes + length)..];
        }

        batch.Lines.Span.CopyTo(rest);
        return frame;
    }

    /// <summary>Whether a record is for this store and bucket; cheap, for passing over those of others.</summary>
    public static bool IsFor(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> store, ReadOnlySpan<byte> bucket) =>
        TryNameAt(payload, FixedBytes, out var name, out var next) && name.SequenceEqual(store) && IsBucketAt(payload, next, bucket);

    /// <summary>Whether a record is of this bucket and of the lane of what no store holds; cheap.</summary>
    public static bool IsUnstored(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> bucket) =>
        payload.Length > FixedBytes && (payload[1] & StoredElsewhereFlag) == 0
        && TryNameAt(payload, FixedBytes, out _, out var next) && IsBucketAt(payload, next, bucket);

    /// <summary>Whether a record is of the batch with this lineage id, and not the first of its group. It must be readable.</summary>
    public static bool IsFellow(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> lineageId)
    {
        Span<Range> ranges = stackalloc Range[Names + 1];
        return (payload[1] & StoredElsewhereFlag) != 0 && TryLayOut(payload, ranges, out _) && payload[ranges[4]].SequenceEqual(lineageId);
    }

    /// <summary>Reads what the index needs; false for a payload of another version, or one that contradicts itself.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> payload, NameCache names, out DeferredHeader header)
    {
        header = default;
        if (payload.Length < FixedBytes || payload[0] != Version) return false;

        Span<Range> ranges = stackalloc Range[Names + 1];
        if (!TryLayOut(payload, ranges, out var lines)) return false;
        header = new DeferredHeader(
            names.Get(payload[ranges[0]]),
            names.Get(payload[ranges[2]]),
            (payload[1] & StoredElsewhereFlag) != 0,
            BinaryPrimitives.ReadInt32LittleEndian(payload[2..]),
            payload.Length - lines,
            BinaryPrimitives.ReadInt64LittleEndian(payload[14..]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[22..]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[6..]));
        return header.AppendedTicks >= 0 && header.AppendedTicks <= DateTimeOffset.MaxValue.UtcTicks;
    }

    /// <summary>Reads the whole batch; its lines are copied. The payload must have passed <see cref="TryReadHeader"/>.</summary>
    public static LoggedBatch Decode(long sequence, ReadOnlySpan<byte> payload, in DeferredHeader header)
    {
        Span<Range> ranges = stackalloc Range[Names + 1];
        TryLayOut(payload, ranges, out var lines);
        var batch = new OwedBatch(
            header.Store,
            Encoding.UTF8.GetString(payload[ranges[1]]),
            header.Bucket,
            Encoding.UTF8.GetString(payload[ranges[3]]),
            Encoding.UTF8.GetString(payload[ranges[4]]),
            header.StoredElsewhere,
            header.Points,
            header.MinTime,
            header.MaxTime,
            payload[lines..].ToArray())
        {
            TraceParent = (payload[1] & TraceParentFlag) == 0 ? null : Encoding.UTF8.GetString(payload[ranges[Names]]),
        };
        return new LoggedBatch(sequence, new DateTimeOffset(header.AppendedTicks, TimeSpan.Zero), batch);
    }

    private static bool IsBucketAt(ReadOnlySpan<byte> payload, int tier, ReadOnlySpan<byte> bucket) =>
        TryNameAt(payload, tier, out _, out var next) && TryNameAt(payload, next, out var name, out _) && name.SequenceEqual(bucket);

    private static bool TryLayOut(ReadOnlySpan<byte> payload, Span<Range> names, out int lines)
    {
        lines = FixedBytes;
        var count = (payload[1] & TraceParentFlag) == 0 ? Names : Names + 1;
        for (var i = 0; i < count; i++)
        {
            if (!TryNameAt(payload, lines, out _, out var next)) return false;
            names[i] = (lines + NameHeaderBytes)..next;
            lines = next;
        }

        return true;
    }

    private static bool TryNameAt(ReadOnlySpan<byte> payload, int at, out ReadOnlySpan<byte> name, out int next)
    {
        name = default;
        next = at + NameHeaderBytes;
        if (next > payload.Length) return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(payload[at..]);
        if (next + length > payload.Length) return false;
        name = payload.Slice(next, length);
        next += length;
        return true;
    }
}
