using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>Repairs what a comparison has named.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class RepairWindow(WindowWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(RepairWindow))]
    public Task<WindowDeed> PerformAsync([ActivityTrigger] WindowTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.RepairAsync(task, cancellationToken);
    }
}
