using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>Keeps the reports of a comparison for operators.</summary>
/// <param name="work">Does it.</param>
/// <param name="clients">Is offered the client.</param>
public sealed class KeepReport(WindowWork work, DurableClientHolder clients)
{
    /// <summary>The activity.</summary>
    [Function(nameof(KeepReport))]
    public Task<KeptReport> PerformAsync([ActivityTrigger] ReportTask task, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        clients.Offer(client);
        return work.KeepAsync(task, cancellationToken);
    }
}
