using Azure.Messaging.ServiceBus.Administration;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>Asks Service Bus for the sizes of queues, which needs the right to manage them. Safe for any number of threads.</summary>
/// <param name="administration">The client.</param>
public sealed class QueueSizes(ServiceBusAdministrationClient administration)
{
    /// <summary>One queue's size. Service Bus counts lazily: it may be some seconds old.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<QueueResult<QueueContent>> AskAsync(string queue, CancellationToken cancellationToken) => ServiceBusFaults.TryAsync(async () =>
    {
        var properties = (await administration.GetQueueRuntimePropertiesAsync(queue, cancellationToken)).Value;
        return new QueueContent(properties.TotalMessageCount, properties.DeadLetterMessageCount, properties.SizeInBytes);
    });
}
