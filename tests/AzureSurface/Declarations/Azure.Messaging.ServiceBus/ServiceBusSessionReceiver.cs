#nullable disable

namespace Azure.Messaging.ServiceBus;

public class ServiceBusSessionReceiver : ServiceBusReceiver
{
    protected ServiceBusSessionReceiver()
    {
    }

    public virtual Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual DateTimeOffset SessionLockedUntil { get; }
}
