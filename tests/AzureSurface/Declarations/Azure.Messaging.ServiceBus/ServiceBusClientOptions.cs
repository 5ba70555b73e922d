#nullable disable

namespace Azure.Messaging.ServiceBus;

public class ServiceBusClientOptions
{
    public ServiceBusRetryOptions RetryOptions { get; set; }
}
