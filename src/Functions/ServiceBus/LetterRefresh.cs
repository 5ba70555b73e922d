using Holdfast.Pipeline.Quarantine;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Functions.ServiceBus;

/// <summary>Counts the dead letters at the start and every <see cref="QueueDeadLetters.RefreshPeriod"/>.</summary>
/// <param name="letters">The dead letters.</param>
/// <param name="time">The clock.</param>
public sealed class LetterRefresh(QueueDeadLetters letters, TimeProvider time) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(QueueDeadLetters.RefreshPeriod, time);
        try
        {
            do
                await letters.RefreshAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops, which is how this ends.
            return;
        }
    }
}
