using System.Buffers.Binary;

namespace Holdfast.Routing.LineProtocol;

/// <summary>Decimal integers without sign, blanks or separators other than a leading minus; any number of leading zeros.</summary>
internal static class Digits
{
    // A digit is a byte from 0x30 whose high nibble stays 3 when six are added.
    private const ulong HighNibbles = 0xF0F0_F0F0_F0F0_F0F0;
    private const ulong Threes = 0x3030_3030_3030_3030;

    /// <summary>How many digits the bytes start with.</summary>
    public static int Count(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? bytes.Length : end;
    }

    public static bool IsUnsigned(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && Count(bytes) == bytes.Length;

    public static bool IsInteger(ReadOnlySpan<byte> bytes) => IsUnsigned(!bytes.IsEmpty && bytes[0] == '-' ? bytes[1..] : bytes);

    /// <summary>Reads digits that fit into 64 bits, or returns false.</summary>
    public static bool TryReadUInt64(ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        if (bytes.IsEmpty)
            return false;
        while (bytes.Length > 8)
        {
            if (!TryReadEight(bytes, out var eight))
                return false;
            var high = Math.BigMul(value, 100_000_000, out var low);
            value = low + eight;
            if (high != 0 || value < low)
                return false;
            bytes = bytes[8..];
        }

        foreach (var digit in bytes)
        {
            var number = (uint)(digit - '0');
            if (number > 9 || value > (ulong.MaxValue - number) / 10)
                return false;
            value = (value * 10) + number;
        }

        return true;
    }

    /// <summary>Reads digits with an optional minus that fit into 64 bits, or returns false.</summary>
    public static bool TryReadInt64(ReadOnlySpan<byte> bytes, out long value)
    {
        var negative = !bytes.IsEmpty && bytes[0] == '-';
        var isNumber = TryReadUInt64(negative ? bytes[1..] : bytes, out var magnitude);
        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return isNumber && magnitude <= (negative ? 1UL << 63 : long.MaxValue);
    }

    /// <summary>Eight digits in three multiplications: pairs, then fours, then all.</summary>
    private static bool TryReadEight(ReadOnlySpan<byte> bytes, out uint value)
    {
        var raw = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var isDigits = (raw & HighNibbles) == Threes && ((raw + 0x0606_0606_0606_0606) & HighNibbles) == Threes;
        var pairs = ((raw & 0x0F0F_0F0F_0F0F_0F0F) * 2561) >> 8;
        var fours = ((pairs & 0x00FF_00FF_00FF_00FF) * 6553601) >> 16;
        value = (uint)(((fours & 0x0000_FFFF_0000_FFFF) * 42949672960001) >> 32);
        return isDigits;
    }
}
