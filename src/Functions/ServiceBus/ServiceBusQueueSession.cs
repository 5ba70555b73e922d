using Azure.Messaging.ServiceBus;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>A session of Service Bus whose lock is held. One caller at a time.</summary>
/// <param name="receiver">The client's.</param>
public sealed class ServiceBusQueueSession(ServiceBusSessionReceiver receiver) : IQueueSession
{
    /// <summary>How many messages are completed at once; the protocol takes them one by one.</summary>
    private const int AtOnce = 32;

    /// <inheritdoc/>
    public DateTimeOffset LockedUntil => receiver.SessionLockedUntil;

    /// <inheritdoc/>
    public Task<QueueResult<IReadOnlyList<QueueItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken) =>
        ServiceBusFaults.TryAsync<IReadOnlyList<QueueItem>>(async () =>
            [.. (await receiver.ReceiveMessagesAsync(maximum, patience, cancellationToken)).Select(static message => ServiceBusMessages.Item(message, locked: true))]);

    /// <inheritdoc/>
    public Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(int maximum, CancellationToken cancellationToken) =>
        ServiceBusFaults.TryAsync<IReadOnlyList<QueueItem>>(async () =>
            [.. (await receiver.PeekMessagesAsync(maximum, 0, cancellationToken)).Select(static message => ServiceBusMessages.Item(message, locked: false))]);

    /// <inheritdoc/>
    public async Task<QueueResult> CompleteAsync(IReadOnlyList<QueueItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var some in items.Chunk(AtOnce))
        {
            var results = await Task.WhenAll(some.Select(item =>
                ServiceBusFaults.TryAsync(() => receiver.CompleteMessageAsync(ServiceBusMessages.HandleOf(item), cancellationToken))));
            foreach (var result in results)
            {
                if (!result.Succeeded)
                    return result;
            }
        }

        return QueueResult.Done;
    }

    /// <inheritdoc/>
    public Task<QueueResult> DeadLetterAsync(QueueItem item, string reason, string description, CancellationToken cancellationToken) =>
        ServiceBusFaults.TryAsync(() => receiver.DeadLetterMessageAsync(ServiceBusMessages.HandleOf(item), reason, description, cancellationToken));

    /// <inheritdoc/>
    public Task<QueueResult> RenewAsync(CancellationToken cancellationToken) =>
        ServiceBusFaults.TryAsync(() => receiver.RenewSessionLockAsync(cancellationToken));

    /// <summary>Lets go. If the queue is away the lock ends by itself, which costs nothing but its time: so the outcome is of no use to anyone.</summary>
    public async ValueTask DisposeAsync() => _ = await ServiceBusFaults.TryAsync(async () => await receiver.DisposeAsync());
}
