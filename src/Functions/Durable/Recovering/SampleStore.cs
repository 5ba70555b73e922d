using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>Tells how the live writes to a store went, on all instances together.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class SampleStore(StoreWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(SampleStore))]
    public Task<StoreDeed> PerformAsync([ActivityTrigger] StoreTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.SampleAsync(task, cancellationToken);
    }
}
