using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Loops;

/// <summary>Delivers what is owed, each lane at its own pace: a target that is dead, slow or ineligible holds up no other.</summary>
/// <param name="drain">Delivers what stores are owed.</param>
/// <param name="rescue">Delivers what no store holds.</param>
/// <param name="owed">What is owed.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class DrainLoop(StoreDrain drain, RescueDrain rescue, IDeferredLog owed, TimeProvider time, ILogger<DrainLoop> log)
    : Loop(TimeSpan.FromMilliseconds(250), time, log)
{
    /// <summary>How long a lane is left alone after its store did not take what it is owed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = log;
    private readonly Dictionary<OwedLane, Task> _running = [];

    /// <inheritdoc/>
    protected override async Task StepAsync(CancellationToken stopping)
    {
        foreach (var (lane, run) in _running.Where(static entry => entry.Value.IsCompleted).ToList())
        {
            _running.Remove(lane);
            await run;
        }

        foreach (var lane in owed.Lanes)
        {
            if (!_running.ContainsKey(lane))
                _running.Add(lane, DrainAsync(lane, stopping));
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync() => await Task.WhenAll(_running.Values);

    /// <summary>Delivers until nothing is owed or something hinders, then pauses, so that a failing store is not hammered.</summary>
    private async Task DrainAsync(OwedLane lane, CancellationToken stopping)
    {
        var (batches, points) = (0, 0L);
        DrainResult result;
        do
        {
            result = lane.IsUnstored
                ? await rescue.StepAsync(lane, StoreDrain.StepBytes, stopping)
                : await drain.StepAsync(lane, StoreDrain.StepBytes, stopping);
            batches += result.Batches;
            points += result.Points;
        }
        while (result.Status == DrainStatus.Progressed && !stopping.IsCancellationRequested);
        if (batches > 0)
            Delivered(_log, lane.IsUnstored ? "a fallback" : lane.Store, lane.Bucket, batches, points);
        if (result.Status is DrainStatus.Idle or DrainStatus.Progressed)
            return;
        if (result.Status is DrainStatus.Failed or DrainStatus.StorageFailed)
            Held(_log, lane.IsUnstored ? "a fallback" : lane.Store, lane.Bucket, result.Message);
        try
        {
            await Task.Delay(Pause, Clock, stopping);
        }
        catch (OperationCanceledException)
        {
            // The end of the process needs no pause.
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "{Store} was given {Batches} batches with {Points} points that were owed for {Bucket}")]
    private static partial void Delivered(ILogger log, string store, string bucket, int batches, long points);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "{Store} does not take what is owed for {Bucket}: {Message}")]
    private static partial void Held(ILogger log, string store, string bucket, string message);
}
