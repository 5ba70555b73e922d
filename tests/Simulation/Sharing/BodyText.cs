using System.IO.Compression;

namespace Holdfast.Simulation.Sharing;

/// <summary>Reads the body of a message. Not by the product's own reader, so that a fault in that one shows.</summary>
internal static class BodyText
{
    /// <summary>The lines, whether they are compressed or not.</summary>
    public static byte[] Of(ReadOnlySpan<byte> body)
    {
        if (body is not [0x1F, 0x8B, ..])
            return body.ToArray();
        using var packed = new MemoryStream(body.ToArray());
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var lines = new MemoryStream();
        gzip.CopyTo(lines);
        return lines.ToArray();
    }
}
