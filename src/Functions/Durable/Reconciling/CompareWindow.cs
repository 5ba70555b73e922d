using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>Compares the stores of a tier over one part of a range, and names what differs.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class CompareWindow(WindowWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(CompareWindow))]
    public Task<WindowDeed> PerformAsync([ActivityTrigger] WindowTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.CompareAsync(task, cancellationToken);
    }
}
