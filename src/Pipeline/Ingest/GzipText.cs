namespace Holdfast.Pipeline.Ingest;

/// <summary>What can be told of compressed bytes without expanding them.</summary>
internal static class GzipText
{
    /// <summary>
    /// Whether the bytes begin as gzip does. No line of text can: the second byte is never the first of a character in UTF-8, and the first
    /// is a control character.
    /// </summary>
    public static bool IsAnnounced(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, ..];
}
