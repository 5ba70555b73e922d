#nullable disable

namespace Azure.Messaging.ServiceBus;

public class ServiceBusRetryOptions
{
    public int MaxRetries { get; set; }

    public TimeSpan TryTimeout { get; set; }
}
