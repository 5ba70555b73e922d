using System.Buffers.Binary;
using System.Numerics;

namespace Holdfast.Routing.Contracts;

/// <summary>
/// A hash of bytes that is the same on every machine and in every run. For tables and counting, not against someone who wants
/// collisions: it has no key.
/// </summary>
internal static class ByteHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    public static ulong Compute(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * Multiplier;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = BitOperations.RotateLeft(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), 29) * Multiplier;
        var last = 0UL;
        if (bytes.Length >= sizeof(uint))
            last = BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) << 32);
        else if (!bytes.IsEmpty)
            last = bytes[0] | ((ulong)bytes[bytes.Length / 2] << 8) | ((ulong)bytes[^1] << 16);
        return Finish(hash ^ last);
    }

    // The finaliser of MurmurHash3: every bit of the input changes every bit of the result with even odds.
    private static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51_AFD7_ED55_8CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CE_B9FE_1A85_EC53;
        return hash ^ (hash >> 33);
    }
}
