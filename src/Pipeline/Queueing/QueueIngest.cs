using System.Globalization;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Ingest;

namespace Holdfast.Pipeline.Queueing;

/// <summary>
/// The write path for messages: the same steps as over HTTP, and in the end not an answer but how the message is settled. Safe for any
/// number of threads.
/// </summary>
/// <remarks>
/// <para>
/// Completed: what is committed or owed; a message without lines; and a message of which some lines were rejected, since those are dead
/// letters of Holdfast by then, the others are written, and delivering it again would say all of it again.
/// </para>
/// <para>
/// Dead-lettered, by the queue itself and as the producer sent it: a message that is poison as a whole, be it by its properties, its body, or
/// because not one line was accepted. Its lines are not quarantined besides: one thing in quarantine is in one place.
/// </para>
/// <para>
/// Abandoned: what cannot be taken for now. On the last delivery that becomes a dead letter of reason
/// <see cref="MessageReasons.Undeliverable"/>: the next abandon would make it one without a word of why.
/// </para>
/// <para>
/// Delivered again, out of order or twice at once, a message changes nothing: its lines carry its own time where they bring none, so what
/// they say is the same each time, and so is the key that is derived from it.
/// </para>
/// </remarks>
/// <param name="settings">The routing table and the limits.</param>
/// <param name="admission">What is in flight, by HTTP and by queue.</param>
/// <param name="ingestor">Takes the write.</param>
/// <param name="options">What the queue is set up with.</param>
public sealed class QueueIngest(HoldfastSettings settings, Admission admission, Ingestor ingestor, QueueIngestOptions options)
{
    /// <summary>Takes one message. Returns only when what the outcome says is true, but for the settlement, which is the caller's.</summary>
    public async Task<MessageOutcome> TakeAsync(IngestMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (MessageHeader.Read(message, settings.Table, out var header) is { } poison)
            return poison;
        if (message.Body is not { } raw)
            return MessageOutcome.Dead(MessageReasons.UnreadableBody, "body: it is neither bytes nor text; send line protocol as bytes, or as one string");
        if (!admission.TryEnter())
            return PutOff(message, MessageReasons.Overloaded, "too many requests in flight");

        using var body = new MessageBody(settings.Limits, admission);
        try
        {
            var status = body.Open(raw, header.Gzip);
            if (status != MessageBodyStatus.Open)
                return Closed(message, status);
            var reply = await ingestor.WriteAsync(new(header.Bucket, header.Precision, header.Key, header.TraceParent, DeadLetterSource.Queue, body.Text)
            {
                ArrivedAt = message.EnqueuedAt,
                KeptWhole = true,
            });
            return Settle(message, reply);
        }
        finally
        {
            admission.Leave(body.Reserved);
        }
    }

    /// <summary>Gives a message back for now, or, if the queue would not deliver it again, to its dead letters.</summary>
    /// <param name="message">The message.</param>
    /// <param name="reason">A code of <see cref="MessageReasons"/>.</param>
    /// <param name="why">What hinders it.</param>
    public MessageOutcome PutOff(IngestMessage message, string reason, string why)
    {
        ArgumentNullException.ThrowIfNull(message);
        return IsLast(message)
            ? MessageOutcome.Dead(
                MessageReasons.Undeliverable,
                $"it could not be taken in {message.Deliveries.ToString(CultureInfo.InvariantCulture)} deliveries, the last time because of {reason}: {why}. Redrive it when that is mended")
            : MessageOutcome.Back(reason, why);
    }

    /// <summary>Whether the queue will not deliver the message again.</summary>
    public bool IsLast(IngestMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Deliveries >= options.MaxDeliveries;
    }

    private MessageOutcome Closed(IngestMessage message, MessageBodyStatus status) => status switch
    {
        MessageBodyStatus.TooLarge => MessageOutcome.Dead(
            MessageReasons.TooLarge, $"body: it is larger than {settings.Limits.MaxBodyBytes} bytes; send smaller batches, or raise Holdfast:Limits:MaxBodyBytes"),
        MessageBodyStatus.ExpandsTooFar => MessageOutcome.Dead(
            MessageReasons.TooLarge, $"body: it expands to more than {settings.Limits.MaxExpandedBytes} bytes; send smaller batches, or raise Holdfast:Limits:MaxExpandedBytes"),
        MessageBodyStatus.Malformed => MessageOutcome.Dead(
            MessageReasons.MalformedGzip, "body: it is not one whole gzip stream, though its content encoding, its content type or its first bytes say so; send it whole, or plain"),
        _ => PutOff(message, MessageReasons.Overloaded, "too many bytes in flight"),
    };

    private MessageOutcome Settle(IngestMessage message, IngestReply reply) => reply.Status switch
    {
        IngestStatus.Committed or IngestStatus.Deferred => MessageOutcome.Completed,
        IngestStatus.Invalid or IngestStatus.TierViolation => reply.Accepted > 0 ? MessageOutcome.Completed : AllRejected(reply),

        // The header was read with the same table, so it has the bucket; and if it had not, this would be the outcome.
        IngestStatus.UnknownBucket => MessageOutcome.Dead(MessageReasons.UnknownBucket, reply.Message),
        IngestStatus.TooLarge => MessageOutcome.Dead(MessageReasons.TooLarge, $"body: {reply.Message}, or raise Holdfast:Limits:MaxBytesInFlight"),
        IngestStatus.Overloaded => PutOff(message, MessageReasons.Overloaded, reply.Message),
        _ => PutOff(message, MessageReasons.Unavailable, reply.Message),
    };

    private static MessageOutcome AllRejected(IngestReply reply)
    {
        if (reply.Lines.Count == 0)
            return MessageOutcome.Dead(MessageReasons.LinesRejected, reply.Message);
        var first = reply.Lines[0];
        var alike = reply.Lines.All(line => string.Equals(line.Code, first.Code, StringComparison.Ordinal));
        return MessageOutcome.Dead(
            alike ? first.Code : MessageReasons.LinesRejected,
            $"{reply.Message}; the first, line {first.Line} column {first.Column}: {first.Code}: {first.Message}. Correct and redrive it, or purge it");
    }
}
