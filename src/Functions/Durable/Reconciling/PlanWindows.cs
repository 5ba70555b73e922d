using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>Divides a comparison into parts.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class PlanWindows(WindowWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(PlanWindows))]
    public Task<WindowPlan> PerformAsync([ActivityTrigger] WindowPlanTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.PlanAsync(task, cancellationToken);
    }
}
