using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>Pauses or resumes the lifecycle tasks of all buckets by how the recoveries stand. To be called under <see cref="LifecycleSetter.Lock"/>.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class SetLifecycle(LifecycleWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(SetLifecycle))]
    public Task<LifecycleDeed> PerformAsync([ActivityTrigger] LifecycleTaskInput task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        clients.Offer(client);
        return work.SetAsync(client, task.Store, task.UnderWay, cancellationToken);
    }
}
