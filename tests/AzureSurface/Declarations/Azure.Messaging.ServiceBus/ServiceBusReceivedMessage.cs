#nullable disable

using Azure.Core.Amqp;

namespace Azure.Messaging.ServiceBus;

public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    public AmqpAnnotatedMessage GetRawAmqpMessage() => throw new NotSupportedException();

    public string MessageId { get; }

    public string SessionId { get; }

    public string ContentType { get; }

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; }

    public int DeliveryCount { get; }

    public DateTimeOffset LockedUntil { get; }

    public long SequenceNumber { get; }

    public DateTimeOffset EnqueuedTime { get; }

    public string DeadLetterReason { get; }

    public string DeadLetterErrorDescription { get; }

    public ServiceBusMessageState State { get; }
}
