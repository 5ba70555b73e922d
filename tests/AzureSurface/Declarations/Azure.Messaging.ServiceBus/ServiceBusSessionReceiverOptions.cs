#nullable disable

namespace Azure.Messaging.ServiceBus;

public class ServiceBusSessionReceiverOptions
{
    public int PrefetchCount { get; set; }
}
