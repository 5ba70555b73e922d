using System.Text;
using Azure.Messaging.ServiceBus;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>Maps the client's messages to the pipeline's and back; no decision is taken here.</summary>
internal static class ServiceBusMessages
{
    /// <summary>A message to be sent.</summary>
    public static ServiceBusMessage Of(QueueMessage message)
    {
        var sent = new ServiceBusMessage(message.Body) { TimeToLive = message.Lifetime };
        if (message.Session.Length > 0)
            sent.SessionId = message.Session;
        if (message.Id.Length > 0)
            sent.MessageId = message.Id;
        foreach (var (name, value) in message.Properties)
            sent.ApplicationProperties[name] = value;
        return sent;
    }

    /// <summary>A message that was received or, without a handle, peeked at.</summary>
    public static QueueItem Item(ServiceBusReceivedMessage message, bool locked) => new(
        message.SequenceNumber, message.EnqueuedTime, locked ? message.DeliveryCount : 0, BodyOf(message) ?? default, message.ApplicationProperties, locked ? message : null);

    /// <summary>The client's message, for its settlement.</summary>
    public static ServiceBusReceivedMessage HandleOf(QueueItem item) =>
        item.Handle as ServiceBusReceivedMessage ?? throw new ArgumentException("it was only peeked at, or comes from another queue", nameof(item));

    /// <summary>A message of a shelf. A peek tells how often it was delivered, which is kept here.</summary>
    public static LetterItem Letter(ServiceBusReceivedMessage message, bool locked) => new(Item(message, locked) with { Deliveries = message.DeliveryCount })
    {
        SetAside = message.State == ServiceBusMessageState.Deferred,
        Session = message.SessionId ?? "",
        DeadReason = message.DeadLetterReason ?? "",
        DeadDescription = message.DeadLetterErrorDescription ?? "",
        ContentType = message.ContentType ?? "",
        ContentEncoding = message.GetRawAmqpMessage().Properties.ContentEncoding ?? "",
    };

    /// <summary>A message of the ingest queue.</summary>
    public static IngestMessage Ingest(ServiceBusReceivedMessage message) => new(
        message.MessageId ?? "", BodyOf(message), message.ContentType ?? "", message.GetRawAmqpMessage().Properties.ContentEncoding ?? "",
        message.ApplicationProperties, message.DeliveryCount, message.EnqueuedTime, message.LockedUntil);

    /// <summary>
    /// The body's bytes; null when there are none to be had. Azure's clients send data; others of AMQP send text as a value, which the client's
    /// own body property refuses with an exception.
    /// </summary>
    private static ReadOnlyMemory<byte>? BodyOf(ServiceBusReceivedMessage message)
    {
        var body = message.GetRawAmqpMessage().Body;
        if (body.TryGetData(out var data) && data is not null)
        {
            var segments = data.ToList();
            return segments.Count == 1 ? segments[0] : segments.SelectMany(static segment => segment.ToArray()).ToArray();
        }

        if (!body.TryGetValue(out var value))
            return null;
        return value switch
        {
            string text => Encoding.UTF8.GetBytes(text),
            byte[] bytes => bytes,
            ReadOnlyMemory<byte> memory => memory,
            ArraySegment<byte> segment => segment,
            // Not a bare null: that would be taken for an empty array, and so for an empty body.
            _ => default(ReadOnlyMemory<byte>?),
        };
    }
}
