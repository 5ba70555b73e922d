#nullable disable

namespace Azure.Messaging.ServiceBus;

public sealed class ServiceBusMessageBatch : IDisposable
{
    internal ServiceBusMessageBatch()
    {
    }

    public bool TryAddMessage(ServiceBusMessage message) => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}
