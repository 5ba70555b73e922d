using System.Buffers.Binary;

namespace Holdfast.Pipeline.Ingest;

/// <summary>What can be told of compressed bytes without expanding them.</summary>
internal static class GzipText
{
    /// <summary>Header, an empty block, and trailer.</summary>
    private const int Smallest = 20;

    /// <summary>
    /// Whether the bytes begin as gzip does. No line of text can: the second byte is never the first of a character in UTF-8, and the first
    /// is a control character.
    /// </summary>
    public static bool IsAnnounced(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];

    /// <summary>
    /// Whether the gzip is one whole member: its last four bytes tell the expanded length. .NET's own stream takes a body that was cut off
    /// for one that ended, and half a batch would be acknowledged as all of it. A body of several members is refused with it.
    /// </summary>
    public static bool IsWhole(ReadOnlySpan<byte> compressed, int expandedLength) =>
        compressed.Length >= Smallest && BinaryPrimitives.ReadUInt32LittleEndian(compressed[^sizeof(uint)..]) == (uint)expandedLength;
}
