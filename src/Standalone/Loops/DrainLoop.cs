using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Loops;

/// <summary>Delivers what stores are owed, each store at its own pace: one that is dead or slow holds up no other.</summary>
/// <param name="drain">Delivers.</param>
/// <param name="owed">What is owed.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class DrainLoop(StoreDrain drain, IDeferredLog owed, TimeProvider time, ILogger<DrainLoop> log)
    : Loop(TimeSpan.FromMilliseconds(250), time, log)
{
    /// <summary>How long a store is left alone after it did not take what it is owed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = log;
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task StepAsync(CancellationToken stopping)
    {
        foreach (var (store, run) in _running.Where(static entry => entry.Value.IsCompleted).ToList())
        {
            _running.Remove(store);
            await run;
        }

        foreach (var store in owed.Stores)
        {
            if (!_running.ContainsKey(store))
                _running.Add(store, DrainAsync(store, stopping));
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync() => await Task.WhenAll(_running.Values);

    /// <summary>Delivers until nothing is owed or something hinders, then pauses, so that a failing store is not hammered.</summary>
    private async Task DrainAsync(string store, CancellationToken stopping)
    {
        var (batches, points) = (0, 0L);
        DrainResult result;
        do
        {
            result = await drain.StepAsync(store, stopping);
            batches += result.Batches;
            points += result.Points;
        }
        while (result.Status == DrainStatus.Progressed && !stopping.IsCancellationRequested);
        if (batches > 0)
            Delivered(_log, store, batches, points);
        if (result.Status is DrainStatus.Idle or DrainStatus.Progressed)
            return;
        if (result.Status is DrainStatus.Failed or DrainStatus.StorageFailed)
            Held(_log, store, result.Message);
        try
        {
            await Task.Delay(Pause, Clock, stopping);
        }
        catch (OperationCanceledException)
        {
            // The end of the process needs no pause.
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "{Store} was given {Batches} batches with {Points} points that it was owed")]
    private static partial void Delivered(ILogger log, string store, int batches, long points);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "{Store} does not take what it is owed: {Message}")]
    private static partial void Held(ILogger log, string store, string message);
}
