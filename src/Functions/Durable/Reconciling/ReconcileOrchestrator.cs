using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>
/// The timed comparison of replicas with their primaries, instance id <see cref="DurableNames.Reconcile"/>: without end, one round per history.
/// </summary>
public static class ReconcileOrchestrator
{
    /// <summary>The orchestration. It has no output, for it never ends.</summary>
    [Function(nameof(ReconcileOrchestrator))]
    public static Task ReconcileAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ReconcileRun(context, context.GetInput<ReconcileStart>() ?? new([], 0)).RunAsync();
    }
}
