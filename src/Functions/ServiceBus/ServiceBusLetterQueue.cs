using Azure.Messaging.ServiceBus;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>The queue of dead letters. Safe for any number of threads.</summary>
/// <param name="connections">The clients.</param>
/// <param name="queue">The queue's name.</param>
/// <param name="maxMessageBytes">The tier's limit.</param>
public sealed class ServiceBusLetterQueue(ServiceBusConnections connections, string queue, int maxMessageBytes) : ILetterQueue
{
    private readonly Lazy<ServiceBusSender> _sender = new(() => connections.Client.CreateSender(queue));
    private readonly ServiceBusLetterShelf _shelf = new(() => connections.Client.CreateReceiver(queue, new ServiceBusReceiverOptions()));

    /// <inheritdoc/>
    public int MaxMessageBytes => maxMessageBytes;

    /// <inheritdoc/>
    public Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return ServiceBusSends.SendAsync(_sender.Value, messages, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<QueueResult<IReadOnlyList<LetterItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken) =>
        _shelf.PeekAsync(fromSequence, maximum, cancellationToken);

    /// <inheritdoc/>
    public Task<QueueResult<IReadOnlyList<LetterItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken) =>
        _shelf.ReceiveAsync(maximum, patience, cancellationToken);

    /// <inheritdoc/>
    public Task<QueueResult<IReadOnlyList<LetterItem>>> ReceiveSetAsideAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        _shelf.ReceiveSetAsideAsync(sequences, cancellationToken);

    /// <inheritdoc/>
    public Task<QueueResult> CompleteAsync(LetterItem item, CancellationToken cancellationToken) => _shelf.CompleteAsync(item, cancellationToken);

    /// <inheritdoc/>
    public Task<QueueResult> SetAsideAsync(LetterItem item, CancellationToken cancellationToken) => _shelf.SetAsideAsync(item, cancellationToken);

    /// <inheritdoc/>
    public Task<QueueResult> GiveBackAsync(LetterItem item, CancellationToken cancellationToken) => _shelf.GiveBackAsync(item, cancellationToken);
}
