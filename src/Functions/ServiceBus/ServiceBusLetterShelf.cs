using Azure.Messaging.ServiceBus;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>Messages of a queue without sessions, or the dead letters of any queue, as a shelf of letters. Safe for any number of threads.</summary>
/// <param name="receiver">Makes the client's, when it is first used; for a queue's dead letters one of its sub-queue.</param>
public sealed class ServiceBusLetterShelf(Func<ServiceBusReceiver> receiver) : ILetterShelf
{
    private readonly Lazy<ServiceBusReceiver> _receiver = new(receiver);

    /// <summary>The dead letters of a queue.</summary>
    public static ServiceBusLetterShelf DeadLettersOf(ServiceBusConnections connections, string queue)
    {
        ArgumentNullException.ThrowIfNull(connections);
        return new(() => connections.Client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }));
    }

    /// <inheritdoc/>
    public Task<QueueResult<IReadOnlyList<LetterItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken) =>
        LettersAsync(() => _receiver.Value.PeekMessagesAsync(maximum, fromSequence, cancellationToken), locked: false);

    /// <inheritdoc/>
    public Task<QueueResult<IReadOnlyList<LetterItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken) =>
        LettersAsync(() => _receiver.Value.ReceiveMessagesAsync(maximum, patience, cancellationToken), locked: true);

    /// <inheritdoc/>
    public async Task<QueueResult<IReadOnlyList<LetterItem>>> ReceiveSetAsideAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var all = await LettersAsync(() => _receiver.Value.ReceiveDeferredMessagesAsync(sequences, cancellationToken), locked: true);
        if (all.Fault is not QueueFault.LockLost)
            return all;

        // One that is not to be had fails them all: so one by one, and without those.
        var letters = new List<LetterItem>();
        foreach (var sequence in sequences)
        {
            var one = await LettersAsync(() => _receiver.Value.ReceiveDeferredMessagesAsync([sequence], cancellationToken), locked: true);
            if (one.Value is { } had)
                letters.AddRange(had);
            else if (one.Fault is not QueueFault.LockLost)
                return one;
        }

        return new(QueueFault.None, "", letters);
    }

    /// <inheritdoc/>
    public Task<QueueResult> CompleteAsync(LetterItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ServiceBusFaults.TryAsync(() => _receiver.Value.CompleteMessageAsync(ServiceBusMessages.HandleOf(item.Item), cancellationToken));
    }

    /// <inheritdoc/>
    public Task<QueueResult> SetAsideAsync(LetterItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ServiceBusFaults.TryAsync(() => _receiver.Value.DeferMessageAsync(ServiceBusMessages.HandleOf(item.Item), cancellationToken: cancellationToken));
    }

    /// <inheritdoc/>
    public Task<QueueResult> GiveBackAsync(LetterItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return ServiceBusFaults.TryAsync(() => _receiver.Value.AbandonMessageAsync(ServiceBusMessages.HandleOf(item.Item), cancellationToken: cancellationToken));
    }

    private static Task<QueueResult<IReadOnlyList<LetterItem>>> LettersAsync(Func<Task<IReadOnlyList<ServiceBusReceivedMessage>>> step, bool locked) =>
        ServiceBusFaults.TryAsync<IReadOnlyList<LetterItem>>(async () => [.. (await step()).Select(message => ServiceBusMessages.Letter(message, locked))]);
}
