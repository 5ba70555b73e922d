using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Recovery;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>
/// Has the lifecycle tasks follow a recovery: at its beginning, at each change of phase, and at its end, one recovery at a time: each reads what
/// is paused, decides, and writes it down.
/// </summary>
internal sealed partial class LifecycleSetter(TaskOrchestrationContext context, string store)
{
    /// <summary>How often, at the end, it is tried to have every task resumed; then it is left to the watch over the stores.</summary>
    public const int Tries = 3;

    /// <summary>Between two tries.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Not the document that is written meanwhile: a signal to a locked entity is taken only when the lock is free again.
    /// </summary>
    public static readonly EntityInstanceId Lock = DurableNames.DocumentOf("locks/lifecycle");

    /// <summary>Sets them, if the phase has changed. What fails is told; while the recovery goes on, its next phase tries again.</summary>
    public async Task FollowAsync(RecoveryRecord? before, RecoveryRecord record)
    {
        if ((before?.Phase ?? RecoveryPhase.Done) == record.Phase)
            return;
        for (var attempt = 1; !await SetAsync(record.IsUnderWay) && !record.IsUnderWay && attempt < Tries; attempt++)
            await context.CreateTimer(context.CurrentUtcDateTime + Pause, CancellationToken.None);
    }

    private async Task<bool> SetAsync(bool underWay)
    {
        try
        {
            await using (await context.Entities.LockEntitiesAsync([Lock]))
                return (await context.CallActivityAsync<LifecycleDeed>(nameof(SetLifecycle), new LifecycleTaskInput(store, underWay))).Settled;
        }
        catch (TaskFailedException failed)
        {
            NotSet(context.CreateReplaySafeLogger(DurableNames.RecoveryLog), store, failed.FailureDetails.ErrorMessage);
            return false;
        }
    }

    [LoggerMessage(EventId = EventIds.LifecycleNotSet, Level = LogLevel.Warning, Message = "The lifecycle tasks could not follow the recovery of {Store}: {Fault}")]
    private static partial void NotSet(ILogger log, string store, string fault);
}
