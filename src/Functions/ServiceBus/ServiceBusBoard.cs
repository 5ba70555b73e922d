using Azure.Messaging.ServiceBus;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>The board of notes on a queue without sessions. Safe for any number of threads.</summary>
/// <param name="connections">The clients.</param>
/// <param name="queue">The queue's name.</param>
/// <param name="maxMessageBytes">The tier's limit.</param>
public sealed class ServiceBusBoard(ServiceBusConnections connections, string queue, int maxMessageBytes) : ISharedBoard
{
    /// <summary>What a message takes besides its body, with room to spare.</summary>
    private const int Overhead = 1024;

    /// <summary>How many notes are looked at, and taken off, at once.</summary>
    private const int Step = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lazy<ServiceBusSender> _sender = new(() => connections.Client.CreateSender(queue));
    private readonly Lazy<ServiceBusReceiver> _receiver = new(() => connections.Client.CreateReceiver(queue, new ServiceBusReceiverOptions()));

    /// <inheritdoc/>
    public int MaxNoteBytes => maxMessageBytes - Overhead;

    /// <inheritdoc/>
    public Task<QueueResult> PostAsync(ReadOnlyMemory<byte> note, TimeSpan lifetime, CancellationToken cancellationToken) =>
        ServiceBusFaults.TryAsync(() => _sender.Value.SendMessageAsync(new ServiceBusMessage(note) { TimeToLive = lifetime }, cancellationToken));

    /// <inheritdoc/>
    public Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken) =>
        ServiceBusFaults.TryAsync<IReadOnlyList<QueueItem>>(async () =>
            [.. (await _receiver.Value.PeekMessagesAsync(maximum, fromSequence, cancellationToken)).Select(static message => ServiceBusMessages.Item(message, locked: false))]);

    /// <inheritdoc/>
    public Task<QueueResult> RemoveAsync(long throughSequence, CancellationToken cancellationToken) =>
        ServiceBusFaults.TryAsync(async () =>
        {
            // No more are received than are to go: each delivery of a note that stays would count against it.
            for (var due = await DueAsync(throughSequence, cancellationToken); due > 0; due = await DueAsync(throughSequence, cancellationToken))
            {
                var received = await _receiver.Value.ReceiveMessagesAsync(due, Patience, cancellationToken);
                foreach (var message in received)
                {
                    await (message.SequenceNumber <= throughSequence
                        ? _receiver.Value.CompleteMessageAsync(message, cancellationToken)
                        : _receiver.Value.AbandonMessageAsync(message, cancellationToken: cancellationToken));
                }

                // Another instance takes them off, or holds them.
                if (received.Count == 0)
                    return;
            }
        });

    private async Task<int> DueAsync(long throughSequence, CancellationToken cancellationToken) =>
        (await _receiver.Value.PeekMessagesAsync(Step, 0, cancellationToken)).Count(message => message.SequenceNumber <= throughSequence);
}
