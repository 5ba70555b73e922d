using System.IO.Compression;
using System.Text;
using Holdfast.Pipeline.Deferring;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Sharing;

/// <summary>Makes messages of owed batches: compressed when large, divided by lines when still too large. Safe for any number of threads.</summary>
/// <param name="maxBytes">The most bytes of a message, properties included.</param>
/// <param name="compressAbove">Lines above so many bytes are compressed.</param>
/// <param name="instance">Begins each message's id.</param>
/// <param name="lifetime">How long a batch may be owed.</param>
internal sealed class DeferredEncoder(int maxBytes, int compressAbove, string instance, TimeSpan lifetime)
{
    /// <summary>The most bytes of lines in one message; a single longer line is one all the same.</summary>
    public const int MaxPartBytes = 1024 * 1024;

    /// <summary>What a message takes beside body and properties: its header, and what the protocol adds. Generous.</summary>
    private const int HeaderBytes = 1024;

    /// <summary>What a property takes beside its name and text. Generous.</summary>
    private const int PropertyBytes = 16;

    private long _number;

    /// <summary>A batch's messages in its lane, and, when no store holds it, in the lane of what no store holds; parts in order.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="committedAt">When the store took it, where it is appended afterwards.</param>
    /// <returns>The messages; null when a single line is too large for one.</returns>
    public List<QueueMessage>? Encode(OwedBatch batch, DateTimeOffset? committedAt)
    {
        var properties = PropertiesOf(batch, committedAt);
        var room = maxBytes - HeaderBytes - SizeOf(properties);
        var parts = new List<Part>();
        if (!Divide(batch.Lines, batch.Points, room, parts))
            return null;
        var messages = new List<QueueMessage>();
        foreach (var lane in batch.StoredElsewhere ? [new(batch.Store, batch.Bucket)] : (OwedLane[])[new(batch.Store, batch.Bucket), OwedLane.Unstored(batch.Bucket)])
        {
            var session = LaneSession.Of(lane);
            for (var index = 0; index < parts.Count; index++)
                messages.Add(MessageOf(session, parts[index], parts.Count > 1 ? index + 1 : 0, properties));
        }

        return messages;
    }

    /// <summary>A generous estimate of a message's size.</summary>
    public static int SizeOf(QueueMessage message) => HeaderBytes + message.Body.Length + SizeOf(message.Properties);

    private QueueMessage MessageOf(string session, Part part, int number, Dictionary<string, object> properties)
    {
        var own = new Dictionary<string, object>(properties, StringComparer.Ordinal)
        {
            [DeferredProperties.Points] = part.Points,
            [DeferredProperties.Length] = part.Length,
            [DeferredProperties.Encoding] = part.Compressed ? DeferredProperties.Gzip : DeferredProperties.Identity,
        };
        if (number > 0)
            own[DeferredProperties.Part] = number;
        return new(session, $"{instance}-{Interlocked.Increment(ref _number)}", part.Body, own, lifetime);
    }

    private bool Divide(ReadOnlyMemory<byte> lines, int points, int room, List<Part> parts)
    {
        if (lines.Length <= MaxPartBytes && Pack(lines, points) is var whole && whole.Body.Length <= room)
        {
            parts.Add(whole);
            return true;
        }

        var ends = PointBoundaries.Find(lines.Span);
        if (ends.Length < 2)
        {
            // Larger than a part may be, and not to be divided: it fits or it does not.
            var single = Pack(lines, points);
            parts.Add(single);
            return single.Body.Length <= room;
        }

        // The boundary nearest to the middle of the bytes that leaves something on both sides.
        var at = Array.BinarySearch(ends, lines.Length / 2);
        var cut = Math.Clamp(at < 0 ? ~at : at, 0, ends.Length - 2);
        return Divide(lines[..ends[cut]], cut + 1, room, parts) && Divide(lines[ends[cut]..], ends.Length - cut - 1, room, parts);
    }

    private Part Pack(ReadOnlyMemory<byte> lines, int points)
    {
        if (lines.Length <= compressAbove)
            return new(lines.ToArray(), lines.Length, points, false);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(lines.Span);
        return packed.Length < lines.Length
            ? new(packed.ToArray(), lines.Length, points, true)
            : new(lines.ToArray(), lines.Length, points, false);
    }

    private static Dictionary<string, object> PropertiesOf(OwedBatch batch, DateTimeOffset? committedAt)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [DeferredProperties.Version] = DeferredProperties.FormatVersion,
            [DeferredProperties.Tier] = batch.Tier,
            [DeferredProperties.Bucket] = batch.Bucket,
            [DeferredProperties.Store] = batch.Store,
            [DeferredProperties.Key] = batch.Key,
            [DeferredProperties.Lineage] = batch.LineageId,
            [DeferredProperties.StoredElsewhere] = batch.StoredElsewhere,
            [DeferredProperties.Points] = 0,
            [DeferredProperties.MinTime] = batch.MinTime,
            [DeferredProperties.MaxTime] = batch.MaxTime,
            [DeferredProperties.Length] = 0,
            [DeferredProperties.Encoding] = DeferredProperties.Identity,
        };
        if (batch.Unsettled)
            properties[DeferredProperties.Unsettled] = true;
        if (batch.TraceParent is { } trace)
            properties[DeferredProperties.TraceParent] = trace;
        if (committedAt is { } at)
            properties[DeferredProperties.CommittedAt] = at.UtcTicks;
        return properties;
    }

    private static int SizeOf(IReadOnlyDictionary<string, object> properties)
    {
        var size = 0;
        foreach (var (name, value) in properties)
            size += PropertyBytes + name.Length + (value is string text ? Encoding.UTF8.GetByteCount(text) : 0);
        return size;
    }

    private readonly record struct Part(byte[] Body, int Length, int Points, bool Compressed);
}
