using Holdfast.Routing.Recovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>
/// The recovery of one store, instance id <see cref="DurableNames.RecoveryOf"/>: interprets what <see cref="RecoveryWorkflow"/> decides. It ends
/// when the recovery does, and is started again by the watch over the stores.
/// </summary>
public static class RecoveryOrchestrator
{
    /// <summary>The orchestration. Its output is the record as it ended, without use to anybody but a reader of the history.</summary>
    [Function(nameof(RecoveryOrchestrator))]
    public static async Task<RecoveryStatus?> RecoverAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var start = context.GetInput<RecoveryStart>();
        return string.IsNullOrEmpty(start?.Store) ? null : await new RecoveryRun(context, start).RunAsync();
    }
}
