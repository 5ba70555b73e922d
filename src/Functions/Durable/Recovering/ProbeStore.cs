using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>Probes a store about once a second for some seconds, where traffic brings too few probes.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class ProbeStore(StoreWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(ProbeStore))]
    public Task<StoreDeed> PerformAsync([ActivityTrigger] StoreTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.ProbeAsync(task, cancellationToken);
    }
}
