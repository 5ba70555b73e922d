using System.Globalization;
using System.IO.Compression;
using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>Reads messages of the deferred log. What is not understood is a value with its reason, for the queue's dead letters.</summary>
internal static class DeferredDecoder
{
    /// <summary>The most bytes that a body may come to: longer than any line that passes the front door.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>Reads a message of a lane.</summary>
    public static DecodedMessage Read(OwedLane lane, QueueItem item)
    {
        var properties = item.Properties;
        if (!properties.TryGetValue(DeferredProperties.Version, out var version))
            return DecodedMessage.Refused("missing_property", $"there is no property '{DeferredProperties.Version}'");
        if (version is not DeferredProperties.FormatVersion)
            return DecodedMessage.Refused("unknown_version", string.Create(CultureInfo.InvariantCulture, $"version {version} is not known"));
        if (Missing(properties) is { } missing)
            return DecodedMessage.Refused("missing_property", $"the property '{missing}' is missing or of another type");
        var batch = new OwedBatch(
            (string)properties[DeferredProperties.Store], (string)properties[DeferredProperties.Tier], (string)properties[DeferredProperties.Bucket],
            (string)properties[DeferredProperties.Key], (string)properties[DeferredProperties.Lineage], (bool)properties[DeferredProperties.StoredElsewhere],
            (int)properties[DeferredProperties.Points], (long)properties[DeferredProperties.MinTime], (long)properties[DeferredProperties.MaxTime], default)
        {
            Unsettled = properties.TryGetValue(DeferredProperties.Unsettled, out var unsettled) && unsettled is true,
            TraceParent = properties.TryGetValue(DeferredProperties.TraceParent, out var trace) ? trace as string : null,
        };
        if (batch.Store.Length == 0 || !string.Equals(batch.Bucket, lane.Bucket, StringComparison.Ordinal)
            || (!lane.IsUnstored && !string.Equals(batch.Store, lane.Store, StringComparison.Ordinal)))
            return DecodedMessage.Refused("wrong_lane", $"a batch that store '{batch.Store}' is owed for '{batch.Bucket}' is in the session of {lane}");
        var length = (int)properties[DeferredProperties.Length];
        if (batch.Points < 1 || batch.MinTime > batch.MaxTime || length is < 1 or > MaxLength)
            return DecodedMessage.Refused("invalid_property", "the number of points, the timestamps or the length cannot be");
        if (Lines(item.Body, (string)properties[DeferredProperties.Encoding], length) is not { } known)
            return DecodedMessage.Refused("wrong_encoding", $"the body is not {length} bytes of lines in the encoding '{properties[DeferredProperties.Encoding]}'");
        var committedAt = properties.TryGetValue(DeferredProperties.CommittedAt, out var at) && at is long and >= 0 and <= 3155378975999999999
            ? new DateTimeOffset((long)at, TimeSpan.Zero)
            : (DateTimeOffset?)null;
        return new(batch with { Lines = known }, committedAt, "", "");
    }

    private static string? Missing(IReadOnlyDictionary<string, object> properties)
    {
        foreach (var name in (string[])[
            DeferredProperties.Store, DeferredProperties.Tier, DeferredProperties.Bucket, DeferredProperties.Key, DeferredProperties.Lineage, DeferredProperties.Encoding])
        {
            if (!properties.TryGetValue(name, out var value) || value is not string)
                return name;
        }

        foreach (var name in (string[])[DeferredProperties.Points, DeferredProperties.Length])
        {
            if (!properties.TryGetValue(name, out var value) || value is not int)
                return name;
        }

        foreach (var name in (string[])[DeferredProperties.MinTime, DeferredProperties.MaxTime])
        {
            if (!properties.TryGetValue(name, out var value) || value is not long)
                return name;
        }

        return properties.TryGetValue(DeferredProperties.StoredElsewhere, out var elsewhere) && elsewhere is bool ? null : DeferredProperties.StoredElsewhere;
    }

    private static ReadOnlyMemory<byte>? Lines(ReadOnlyMemory<byte> body, string encoding, int length)
    {
        if (string.Equals(encoding, DeferredProperties.Gzip, StringComparison.Ordinal))
            return Expand(body, length) is { } lines ? lines : default(ReadOnlyMemory<byte>?);
        return string.Equals(encoding, DeferredProperties.Identity, StringComparison.Ordinal) && body.Length == length ? body : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>Expands a body to exactly so many bytes; null when it is not gzip, or comes to less or to more.</summary>
    private static byte[]? Expand(ReadOnlyMemory<byte> body, int length)
    {
        // One byte expands to at most 1,032: a length that the body cannot reach is not worth its memory.
        if (length > (body.Length + 1L) * 1032)
            return null;
        var lines = new byte[length];
        try
        {
            using var packed = new MemoryStream(body.ToArray(), writable: false);
            using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            return gzip.ReadAtLeast(lines, length, throwOnEndOfStream: false) == length && gzip.ReadByte() < 0 ? lines : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
