using Azure.Messaging.ServiceBus;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>A queue with sessions on Service Bus. Safe for any number of threads.</summary>
/// <param name="connections">The clients.</param>
/// <param name="queue">The queue's name.</param>
/// <param name="maxMessageBytes">The tier's limit: 256 KiB on Standard, up to 100 MiB on Premium.</param>
public sealed class ServiceBusSessionQueue(ServiceBusConnections connections, string queue, int maxMessageBytes) : ISessionQueue
{
    /// <summary>The most that a transfer of several messages may take, on Premium.</summary>
    private const int LargestTransfer = 1024 * 1024;

    private readonly Lazy<ServiceBusSender> _sender = new(() => connections.Client.CreateSender(queue));

    /// <inheritdoc/>
    public int MaxMessageBytes => maxMessageBytes;

    /// <inheritdoc/>
    public int MaxTransferBytes => Math.Min(maxMessageBytes, LargestTransfer);

    /// <inheritdoc/>
    public Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return ServiceBusSends.SendAsync(_sender.Value, messages, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<QueueResult<IQueueSession>> AcceptAsync(string session, CancellationToken cancellationToken) =>
        ServiceBusFaults.TryAsync<IQueueSession>(async () =>
            new ServiceBusQueueSession(await connections.Accepting.AcceptSessionAsync(queue, session, new ServiceBusSessionReceiverOptions(), cancellationToken)));
}
