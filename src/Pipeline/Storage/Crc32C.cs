using System.Buffers.Binary;
using System.Numerics;

namespace Holdfast.Pipeline.Storage;

/// <summary>CRC-32C (Castagnoli, as in iSCSI, RFC 3720) by the processor's own instruction, eight bytes at a time.</summary>
internal static class Crc32C
{
    /// <summary>The state before the first byte.</summary>
    public const uint Seed = 0xFFFF_FFFF;

    /// <summary>The state after more bytes.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes) state = BitOperations.Crc32C(state, value);
        return state;
    }

    /// <summary>The checksum of a state.</summary>
    public static uint Finish(uint state) => ~state;

    /// <summary>The checksum of one piece.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Append(Seed, bytes));
}
