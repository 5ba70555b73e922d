using System.Security.Cryptography;
using System.Text;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Ingest;

/// <summary>Derives the idempotency key of a request that brought none.</summary>
internal static class ContentKey
{
    /// <summary>
    /// SHA-256, in hexadecimal, of the bucket and the normalised points with their timestamps. The text of rejected lines is part of it:
    /// without that, all requests in which nothing was accepted would be taken for one.
    /// </summary>
    public static string Of(string bucket, BatchContent content, ReadOnlySpan<byte> text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(bucket));
        hash.AppendData("\n"u8);
        hash.AppendData(content.Lines);
        foreach (var line in content.Rejected)
        {
            hash.AppendData("\n!"u8);
            hash.AppendData(text.Slice(line.Start, line.Length));
        }

        hash.AppendData(content.Unlisted);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest);
    }
}
