using System.IO.Compression;

namespace Holdfast.Pipeline.Ingest;

/// <summary>
/// Expands gzip of one or more members (RFC 1952, section 2.2) so that a body that was cut off is told from one that ended. .NET's own
/// stream takes both for an end, and half a batch would be acknowledged as all of it.
/// </summary>
/// <remarks>
/// A member of our own is put behind the body. Only if everything before it is whole does it come out at the end as it was put in: behind a
/// cut its bytes are taken for what is missing, and behind anything that is no member the reading has ended before. A body cut exactly
/// between two members is whole by the format itself; <c>Content-Length</c> or the last chunk tells of that.
/// </remarks>
internal static class GzipSeal
{
    /// <summary>What the seal expands to. Its packed form is coded, not stored, so that it never stands there in clear.</summary>
    private static ReadOnlySpan<byte> Mark => "\0end of the body\0"u8;

    /// <summary>The length of the seal at the end of what was expanded, in bytes.</summary>
    public static int Length => Mark.Length;

    /// <summary>The seal as a gzip member.</summary>
    public static ReadOnlyMemory<byte> Packed { get; } = new byte[]
    {
        0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0x03, 0x63, 0x48, 0xCD, 0x4B, 0x51, 0xC8, 0x4F, 0x53, 0x28, 0xC9, 0x48, 0x55, 0x48, 0xCA, 0x4F, 0xA9,
        0x64, 0x00, 0x00, 0x37, 0x36, 0xB8, 0xEF, 0x11, 0, 0, 0,
    };

    /// <summary>Expands what a stream holds, with the seal behind it. Reading throws <see cref="InvalidDataException"/> for what is no gzip.</summary>
    public static GZipStream Expand(Stream packed) => new(new SealedStream(packed), CompressionMode.Decompress);

    /// <summary>Expands bytes in memory, with the seal behind them.</summary>
    public static GZipStream Expand(ReadOnlyMemory<byte> packed) => Expand(new PackedBytes(packed));

    /// <summary>Whether what was expanded ends with the seal. That of an empty body does, too: whether there was any is the caller's matter.</summary>
    /// <param name="expanded">The end of what was expanded, at least <see cref="Length"/> bytes if there are so many.</param>
    public static bool IsWhole(ReadOnlySpan<byte> expanded) => expanded.EndsWith(Mark);
}
