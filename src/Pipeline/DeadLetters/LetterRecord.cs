using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Storage;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The payload of one record of the dead letters' log; the README of the deferred log has it in a table.</summary>
internal static class LetterRecord
{
    /// <summary>How many ids one record of removals holds at most.</summary>
    public const int MaxRemovals = 8192;

    private const byte Version = 1;
    private const int IdAt = 2;
    private const int TimeAt = 10;
    private const int PrecisionAt = 31;
    private const int FixedBytes = 32;
    private const int NameHeaderBytes = 4;
    private const int Names = 5;
    private const int IdDigits = 16;

    /// <summary>Ids are sixteen hexadecimal digits, so that they sort as text in the order of addition.</summary>
    public static string IdOf(long id) => id.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParseId(string? text, out long id)
    {
        id = 0;
        return text?.Length == IdDigits
            && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id)
            && id > 0;
    }

    public static LetterRecordKind KindOf(ReadOnlySpan<byte> payload) =>
        payload.Length < IdAt || payload[0] != Version ? LetterRecordKind.Unknown : (LetterRecordKind)payload[1];

    public static LogFrame Encode(DeadLetterDraft draft)
    {
        string[] names = [draft.Reason, draft.Tier, draft.Bucket, draft.LineageId, draft.Message];
        var frame = LogFrame.Rent(FixedBytes + (Names * NameHeaderBytes) + names.Sum(Encoding.UTF8.GetByteCount) + draft.Bytes.Length);
        var payload = frame.Payload;
        payload[0] = Version;
        payload[1] = (byte)LetterRecordKind.Letter;
        payload.Slice(IdAt, sizeof(long)).Clear();
        BinaryPrimitives.WriteInt64LittleEndian(payload[TimeAt..], draft.Time.UtcTicks);
        payload[18] = (byte)draft.Source;
        BinaryPrimitives.WriteInt32LittleEndian(payload[19..], draft.Line);
        BinaryPrimitives.WriteInt32LittleEndian(payload[23..], draft.Column);
        BinaryPrimitives.WriteInt32LittleEndian(payload[27..], draft.Attempts);
        payload[PrecisionAt] = (byte)draft.Precision;
        var rest = payload[FixedBytes..];
        foreach (var name in names)
        {
            var length = Encoding.UTF8.GetBytes(name, rest[NameHeaderBytes..]);
            BinaryPrimitives.WriteInt32LittleEndian(rest, length);
            rest = rest[(NameHeaderBytes + length)..];
        }

        draft.Bytes.Span.CopyTo(rest);
        return frame;
    }

    /// <summary>The same letter for another segment.</summary>
    public static LogFrame EncodeMoved(long id, ReadOnlySpan<byte> letter)
    {
        var frame = LogFrame.Rent(letter.Length);
        letter.CopyTo(frame.Payload);
        frame.Payload[1] = (byte)LetterRecordKind.Moved;
        BinaryPrimitives.WriteInt64LittleEndian(frame.Payload[IdAt..], id);
        return frame;
    }

    public static LogFrame EncodeRemoved(ReadOnlySpan<long> ids)
    {
        var frame = LogFrame.Rent(IdAt + (ids.Length * sizeof(long)));
        frame.Payload[0] = Version;
        frame.Payload[1] = (byte)LetterRecordKind.Removed;
        for (var i = 0; i < ids.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(frame.Payload[(IdAt + (i * sizeof(long)))..], ids[i]);
        return frame;
    }

    public static long[] RemovedIds(ReadOnlySpan<byte> payload)
    {
        var ids = new long[(payload.Length - IdAt) / sizeof(long)];
        for (var i = 0; i < ids.Length; i++) ids[i] = BinaryPrimitives.ReadInt64LittleEndian(payload[(IdAt + (i * sizeof(long)))..]);
        return ids;
    }

    /// <summary>Reads what the index needs of a letter, moved or not; false for one that contradicts itself.</summary>
    public static bool TryReadHeader(long sequence, ReadOnlySpan<byte> payload, out LetterHeader header)
    {
        header = default;
        Span<Range> names = stackalloc Range[Names];
        if (!TryLayOut(payload, names, out _)) return false;
        var id = KindOf(payload) == LetterRecordKind.Moved ? BinaryPrimitives.ReadInt64LittleEndian(payload[IdAt..]) : sequence;
        var time = BinaryPrimitives.ReadInt64LittleEndian(payload[TimeAt..]);
        header = new LetterHeader(id, time, Encoding.UTF8.GetString(payload[names[0]]));
        return true;
    }

    public static bool TryDecode(long sequence, ReadOnlySpan<byte> payload, [NotNullWhen(true)] out DeadLetter? letter)
    {
        letter = null;
        Span<Range> names = stackalloc Range[Names];
        if (!TryReadHeader(sequence, payload, out var header) || !TryLayOut(payload, names, out var bytes)) return false;
        letter = new DeadLetter(
            IdOf(header.Id),
            new DateTimeOffset(header.TimeTicks, TimeSpan.Zero),
            (DeadLetterSource)payload[18],
            Encoding.UTF8.GetString(payload[names[1]]),
            Encoding.UTF8.GetString(payload[names[2]]),
            header.Reason,
            Encoding.UTF8.GetString(payload[names[4]]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[19..]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[23..]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[27..]),
            Encoding.UTF8.GetString(payload[names[3]]),
            payload[bytes..].ToArray())
        {
            Precision = (TimestampPrecision)payload[PrecisionAt],
        };
        return true;
    }

    private static bool TryLayOut(ReadOnlySpan<byte> payload, Span<Range> names, out int bytes)
    {
        bytes = FixedBytes;
        if (payload.Length < FixedBytes || payload[PrecisionAt] > (byte)TimestampPrecision.Hours || BinaryPrimitives.ReadInt64LittleEndian(payload[TimeAt..]) is var ticks
            && (ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks)) return false;
        for (var i = 0; i < names.Length; i++)
        {
            if (payload.Length - bytes < NameHeaderBytes) return false;
            var length = BinaryPrimitives.ReadInt32LittleEndian(payload[bytes..]);
            bytes += NameHeaderBytes;
            if (length < 0 || length > payload.Length - bytes) return false;
            names[i] = bytes..(bytes + length);
            bytes += length;
        }

        return true;
    }
}
