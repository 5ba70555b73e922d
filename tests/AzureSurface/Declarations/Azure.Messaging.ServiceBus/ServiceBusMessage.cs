#nullable disable

namespace Azure.Messaging.ServiceBus;

public class ServiceBusMessage
{
    public ServiceBusMessage(ReadOnlyMemory<byte> body)
    {
    }

    public string MessageId { get; set; }

    public string SessionId { get; set; }

    public TimeSpan TimeToLive { get; set; }

    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>();
}
