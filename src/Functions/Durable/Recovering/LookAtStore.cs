using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>Looks at a store: its breaker as the authority sees it, what it is owed, and whether an instance has yet to rewind it.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class LookAtStore(StoreWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(LookAtStore))]
    public Task<StoreLook> PerformAsync([ActivityTrigger] StoreTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.LookAsync(task, cancellationToken);
    }
}
