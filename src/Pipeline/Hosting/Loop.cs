using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Does one thing again and again while the process runs. What is done lives in the pipeline; a loop only keeps the time.</summary>
/// <param name="period">The time between two steps.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where a step that fails by a bug is told.</param>
internal abstract partial class Loop(TimeSpan period, TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>The clock that the loop runs by.</summary>
    protected TimeProvider Clock => time;

    /// <summary>One step. What is expected to fail is not thrown.</summary>
    protected abstract Task StepAsync(CancellationToken stopping);

    /// <summary>After the last step: waits for whatever a step left running.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await GuardedAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the process.
        }

        try
        {
            await EndAsync();
        }
        catch (Exception bug)
        {
            Failed(log, GetType().Name, bug);
        }
    }

    private async Task GuardedAsync(CancellationToken stopping)
    {
        try
        {
            await StepAsync(stopping);
        }
        catch (Exception bug) when (bug is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // A bug in one step must not end the loop: without the loop nothing recovers. It is told, and the next step tries again.
            Failed(log, GetType().Name, bug);
        }
    }

    [LoggerMessage(EventId = EventIds.LoopFailed, Level = LogLevel.Error, Message = "{Loop} failed by a bug; it goes on with its next step")]
    private static partial void Failed(ILogger log, string loop, Exception bug);
}
