using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>Tells the timer of comparisons what it needs of the configuration.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class LookAtTiers(WindowWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(LookAtTiers))]
    public Task<TierLook> PerformAsync([ActivityTrigger] TierTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.LookAsync(task, cancellationToken);
    }
}
