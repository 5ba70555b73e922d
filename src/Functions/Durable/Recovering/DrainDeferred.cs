using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>Delivers to a store what it is owed, at the pace that it allows, for as long as one activity is to last.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class DrainDeferred(StoreWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(DrainDeferred))]
    public Task<StoreDeed> PerformAsync([ActivityTrigger] StoreTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.DrainAsync(task, cancellationToken);
    }
}
