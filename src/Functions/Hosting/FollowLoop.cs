using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Hosting;

/// <summary>Keeps this instance's breakers tied to their authority: reports out, words in, about once a second, and at once when one opens.</summary>
/// <param name="link">Takes the steps.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where a step that fails by a bug is told.</param>
internal sealed partial class FollowLoop(BreakerLink link, TimeProvider time, ILogger<FollowLoop> log) : BackgroundService
{
    /// <summary>The pause after a step that failed by a bug.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = log;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                await StepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the process.
        }

        await link.EndAsync();
    }

    private async Task StepAsync(CancellationToken stopping)
    {
        try
        {
            await link.PauseAsync(await link.StepAsync(stopping), stopping);
        }
        catch (Exception bug) when (bug is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // A bug in one step must not cut the instance off from the others for good.
            Failed(_log, bug);
            await Task.Delay(Pause, time, stopping);
        }
    }

    [LoggerMessage(EventId = EventIds.FollowFailed, Level = LogLevel.Error, Message = "A step of the tie to the breakers' authority failed by a bug; it goes on")]
    private static partial void Failed(ILogger log, Exception bug);
}
