using System.Buffers;
using System.Text;

namespace Holdfast.Pipeline.Stores;

/// <summary>Reads the beginning of an answer and leaves the rest on the wire.</summary>
internal static class BoundedBody
{
    /// <summary>The first bytes as text, UTF-8 with errors replaced, and whether there were more.</summary>
    public static async Task<(string Text, bool Truncated)> ReadAsync(HttpContent content, int maximum, CancellationToken ct)
    {
        if (content.Headers.ContentLength == 0)
            return ("", false);
        await using var stream = await content.ReadAsStreamAsync(ct);

        // One byte more than is kept tells a body that just fits from one that does not.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(maximum + 1L, content.Headers.ContentLength + 1L ?? 4096));
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length)
                    buffer = Grow(buffer);
                var limit = (int)Math.Min(buffer.Length, maximum + 1L);
                var read = await stream.ReadAsync(buffer.AsMemory(length, limit - length), ct);
                length += read;
                if (read == 0 || length > maximum)
                    return (Encoding.UTF8.GetString(buffer, 0, Math.Min(length, maximum)), length > maximum);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
