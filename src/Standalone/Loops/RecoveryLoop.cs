using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Loops;

/// <summary>Recovers each store at its own pace: one that is dead or slow holds up no other. What is done lives in the runner.</summary>
/// <param name="runner">Takes the steps.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where a step that fails by a bug is told.</param>
internal sealed partial class RecoveryLoop(RecoveryRunner runner, TimeProvider time, ILogger<RecoveryLoop> log) : BackgroundService
{
    /// <summary>How long a store is left alone after a step that failed by a bug.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(runner.Stores.Select(store => RecoverAsync(store, stoppingToken)));

    private async Task RecoverAsync(string store, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var delay = await GuardedAsync(store, stopping);
                if (delay > TimeSpan.Zero)
                    await Task.Delay(delay, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end of the process.
        }
    }

    private async Task<TimeSpan> GuardedAsync(string store, CancellationToken stopping)
    {
        try
        {
            return (await runner.StepAsync(store, stopping)).Delay;
        }
        catch (Exception bug) when (bug is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // A bug in one step must not end the loop: without it the store never comes back.
            Failed(log, store, bug);
            return Pause;
        }
    }

    [LoggerMessage(EventId = EventIds.RecoveryStepFailed, Level = LogLevel.Error, Message = "A recovery step of {Store} failed by a bug; it is tried again")]
    private static partial void Failed(ILogger log, string store, Exception bug);
}
