using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Queueing;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>
/// Makes letters of the ingest queue's dead letters, so that they are listed, edited, redriven and purged like all others. Safe for any number
/// of threads.
/// </summary>
/// <param name="settings">The routing table and the limits.</param>
public sealed class IngestLetters(HoldfastSettings settings)
{
    /// <summary>
    /// The letter. Its bytes are the text that a redrive would send: expanded if the body is gzip, and the body as it is if that is malformed.
    /// A letter without a bucket, or of an unknown precision, cannot be redriven: its lines have to be sent again.
    /// </summary>
    public DeadLetter Read(string id, LetterItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var message = item.Item;
        var bucket = MessageProperties.Find(message.Properties, MessageProperties.Bucket) as string ?? "";
        var unit = MessageProperties.Find(message.Properties, MessageProperties.Precision);
        var description = item.DeadDescription;
        if (!TimestampPrecisions.TryParse(unit as string ?? unit?.GetType().Name, out var precision))
        {
            // Without its unit a redrive would write every point at a wrong time. Without a bucket it cannot.
            description = $"{description} (bucket \"{bucket}\")";
            bucket = "";
        }

        return new(
            id, message.EnqueuedAt, DeadLetterSource.Queue, settings.Table.TierOfBucket(bucket)?.Name ?? "", bucket,
            QueueReasons.Of(item), description, Line: 0, Column: 0, message.Deliveries, LineageId: "", TextOf(message.Body))
        {
            Precision = precision,
        };
    }

    private ReadOnlyMemory<byte> TextOf(ReadOnlyMemory<byte> body) =>
        GzipText.IsAnnounced(body.Span) && LetterText.Expand(body, settings.Limits.MaxExpandedBytes) is { } text
            ? text
            : body;
}
