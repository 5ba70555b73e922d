using Azure.Messaging.ServiceBus;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Functions.ServiceBus;

/// <summary>Sends several messages as one transfer: all become durable, or none.</summary>
internal static class ServiceBusSends
{
    /// <summary>Sends them. One message goes by itself, since a batch takes fewer bytes than a large message may have.</summary>
    public static async Task<QueueResult> SendAsync(ServiceBusSender sender, IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
            return QueueResult.Done;
        if (messages.Count == 1)
            return await ServiceBusFaults.TryAsync(() => sender.SendMessageAsync(ServiceBusMessages.Of(messages[0]), cancellationToken));
        var made = await ServiceBusFaults.TryAsync(async () => await sender.CreateMessageBatchAsync(cancellationToken));
        if (!made.Succeeded)
            return made.Outcome;
        using var batch = made.Value!;
        foreach (var message in messages)
        {
            if (!batch.TryAddMessage(ServiceBusMessages.Of(message)))
                return new(QueueFault.TooLarge, $"{messages.Count} messages are more than one transfer takes");
        }

        return await ServiceBusFaults.TryAsync(() => sender.SendMessagesAsync(batch, cancellationToken));
    }
}
