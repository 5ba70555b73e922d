#nullable disable

using Azure.Core;

namespace Azure.Messaging.ServiceBus.Administration;

public class ServiceBusAdministrationClient
{
    protected ServiceBusAdministrationClient()
    {
    }

    public ServiceBusAdministrationClient(string connectionString)
    {
    }

    public ServiceBusAdministrationClient(string fullyQualifiedNamespace, TokenCredential credential)
    {
    }

    public virtual Task<Response<QueueRuntimeProperties>> GetQueueRuntimePropertiesAsync(string name, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
