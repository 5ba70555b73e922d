using Azure.Messaging.ServiceBus;
using Holdfast.Functions.ServiceBus;
using Holdfast.Pipeline.Queueing;
using Holdfast.Pipeline.Sharing;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Queue;

/// <summary>Settles the messages of one batch through the host.</summary>
/// <param name="messages">The messages, in the batch's order.</param>
/// <param name="actions">The host's.</param>
internal sealed class MessageSettlement(IReadOnlyList<ServiceBusReceivedMessage> messages, ServiceBusMessageActions actions)
{
    /// <summary>
    /// Settles one. Takes no cancellation: a message that is done with should not come again because the host is in a hurry. The worker asks the
    /// host by gRPC, so whatever is thrown is the host's word for a lock that is lost or a queue that is away, and never a bug of the message.
    /// </summary>
    public async Task<QueueResult> SettleAsync(int index, MessageOutcome outcome)
    {
        try
        {
            await PerformAsync(messages[index], outcome);
            return QueueResult.Done;
        }
        catch (Exception error)
        {
            var fault = ServiceBusFaults.Of(error);
            return new(fault is QueueFault.None ? QueueFault.Unreachable : fault, error.Message);
        }
    }

    private Task PerformAsync(ServiceBusReceivedMessage message, MessageOutcome outcome) => outcome.Ending switch
    {
        MessageEnding.Completed => actions.CompleteMessageAsync(message, CancellationToken.None),
        MessageEnding.DeadLettered => actions.DeadLetterMessageAsync(message, null, outcome.Reason, outcome.Description, CancellationToken.None),
        _ => actions.AbandonMessageAsync(message, null, CancellationToken.None),
    };
}
