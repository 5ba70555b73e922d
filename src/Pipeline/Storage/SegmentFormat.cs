using System.Buffers.Binary;
using System.Globalization;

namespace Holdfast.Pipeline.Storage;

/// <summary>The bytes of a segment; <c>Deferring/README.md</c> has them in a table. All numbers are little-endian.</summary>
internal static class SegmentFormat
{
    /// <summary>Magic, version, two zero bytes, first sequence, CRC-32C of all that.</summary>
    public const int HeaderBytes = 20;

    /// <summary>Length of the payload, CRC-32C, sequence.</summary>
    public const int RecordHeaderBytes = 16;

    /// <summary>The version that is written and the only one that is read.</summary>
    public const ushort Version = 1;

    public const string NameSuffix = ".log";

    /// <summary>
    /// No segment spans as many sequences. A search for the next record after a damage would otherwise take any eight bytes for a sequence.
    /// </summary>
    public const long MaxSequences = 1L << 40;

    private const int NameDigits = 16;
    private const uint Magic = 0x474C_4648;

    /// <summary>
    /// The name of the segment that begins with a sequence: sixteen hexadecimal digits, so that names sort as sequences do.
    /// </summary>
    public static string NameOf(long firstSequence) => firstSequence.ToString("x16", CultureInfo.InvariantCulture) + NameSuffix;

    /// <summary>The first sequence that a name stands for; false for a file that is no segment.</summary>
    public static bool TryParseName(string name, out long firstSequence)
    {
        firstSequence = 0;
        return name.Length == NameDigits + NameSuffix.Length
            && name.EndsWith(NameSuffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, NameDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out firstSequence)
            && firstSequence > 0;
    }

    public static byte[] Header(long firstSequence)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), firstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), Crc32C.Of(header.AsSpan(0, 16)));
        return header;
    }

    public static SegmentHeader ReadHeader(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) != Crc32C.Of(header[..16]))
            return SegmentHeader.Damaged;
        return BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) == Version ? SegmentHeader.Valid : SegmentHeader.OtherVersion;
    }

    public static uint LengthOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record);

    public static long SequenceOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[8..]);

    /// <summary>The checksum state of a payload, taken when it is encoded, outside every lock.</summary>
    public static uint PayloadState(ReadOnlySpan<byte> payload) => Crc32C.Append(Crc32C.Seed, payload);

    /// <summary>Writes a record's header. The checksum covers the payload first, because the sequence is known last.</summary>
    public static void WriteRecordHeader(Span<byte> record, int payloadBytes, long sequence, uint payloadState)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, payloadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(record, payloadState));
    }

    /// <summary>Whether the checksum of a whole record holds.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Checksum(record, PayloadState(record[RecordHeaderBytes..]));

    private static uint Checksum(ReadOnlySpan<byte> record, uint payloadState) =>
        Crc32C.Finish(Crc32C.Append(Crc32C.Append(payloadState, record[..4]), record.Slice(8, 8)));
}
