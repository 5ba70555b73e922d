using Azure.Messaging.ServiceBus;
using Holdfast.Functions.Durable;
using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Queueing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Queue;

/// <summary>Takes what producers send to the queue <c>telemetry-ingest</c>. Thin: it maps, hands on, and settles.</summary>
/// <param name="batch">Takes the messages.</param>
/// <param name="durable">Keeps the durable client for what runs outside functions.</param>
public sealed class IngestQueue(IngestBatch batch, DurableClientHolder durable)
{
    /// <summary>Takes one batch; every message is settled on its own, and none makes the function fail.</summary>
    /// <param name="messages">The messages, locked.</param>
    /// <param name="actions">Settles them.</param>
    /// <param name="client">The durable client.</param>
    /// <param name="cancellationToken">Set when the host stops.</param>
    [Function(nameof(IngestQueue))]
    public Task TakeAsync(
        [ServiceBusTrigger(QueueNames.Ingest, Connection = QueueNames.Connection, IsBatched = true, AutoCompleteMessages = false)] ServiceBusReceivedMessage[] messages,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        durable.Offer(client);
        return batch.RunAsync([.. messages.Select(ServiceBusMessages.Ingest)], new MessageSettlement(messages, actions).SettleAsync, cancellationToken);
    }
}
