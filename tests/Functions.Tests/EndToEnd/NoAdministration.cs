using Azure;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>A namespace that does not let the app ask for sizes.</summary>
internal sealed class NoAdministration : ServiceBusAdministrationClient
{
    public override Task<Response<QueueRuntimeProperties>> GetQueueRuntimePropertiesAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromException<Response<QueueRuntimeProperties>>(new ServiceBusException("not allowed", ServiceBusFailureReason.ServiceCommunicationProblem));
}
