using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Watching;

/// <summary>Once a minute, on one instance: looks after the stores, and that the workflows run.</summary>
/// <param name="watch">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class WatchStores(StoreWatch watch, DurableClientHolder clients)
{
    /// <summary>The timer. Without a monitor: a minute that was missed is not made up for, the next one does the same.</summary>
    [Function(nameof(WatchStores))]
    public Task WatchAsync([TimerTrigger("0 * * * * *", UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return watch.StepAsync(client, cancellationToken);
    }
}
