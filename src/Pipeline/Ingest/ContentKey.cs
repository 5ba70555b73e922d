using System.Security.Cryptography;
using System.Text;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Ingest;

/// <summary>Derives the idempotency key of a request that brought none.</summary>
internal static class ContentKey
{
    /// <summary>Buckets up to this many bytes are encoded on the stack; longer ones, of which there are hardly any, on the heap.</summary>
    private const int UsualBucket = 256;

    [ThreadStatic]
    private static IncrementalHash? _hash;

    /// <summary>
    /// SHA-256, in hexadecimal, of the bucket and the normalised points with their timestamps. The text of rejected lines is part of it:
    /// without that, all requests in which nothing was accepted would be taken for one.
    /// </summary>
    public static string Of(string bucket, BatchContent content, ReadOnlySpan<byte> text)
    {
        // Making the hash costs more than hashing a line does; it begins afresh after each result, so each thread keeps one.
        var hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = Encoding.UTF8.GetMaxByteCount(bucket.Length) + 1;
        Span<byte> name = length <= UsualBucket ? stackalloc byte[UsualBucket] : new byte[length];
        var named = Encoding.UTF8.GetBytes(bucket, name);
        name[named] = (byte)'\n';
        hash.AppendData(name[..(named + 1)]);
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
