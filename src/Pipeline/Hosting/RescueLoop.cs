using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Has what no store holds delivered to the first fallback that comes back, each bucket at its own pace.</summary>
/// <param name="rescue">Delivers.</param>
/// <param name="owed">What is owed.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class RescueLoop(RescueDrain rescue, IDeferredLog owed, TimeProvider time, ILogger<RescueLoop> log)
    : Loop(TimeSpan.FromMilliseconds(250), time, log)
{
    /// <summary>How long a bucket is left alone after its fallback did not take what no store holds.</summary>
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
            if (lane.IsUnstored && !_running.ContainsKey(lane))
                _running.Add(lane, DrainAsync(lane, stopping));
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync() => await Task.WhenAll(_running.Values);

    /// <summary>Delivers until nothing is left or something hinders, then pauses, so that a failing store is not hammered.</summary>
    private async Task DrainAsync(OwedLane lane, CancellationToken stopping)
    {
        var (batches, points) = (0, 0L);
        DrainResult result;
        do
        {
            result = await rescue.StepAsync(lane, StoreDrain.StepBytes, stopping);
            batches += result.Batches;
            points += result.Points;
        }
        while (result.Status == DrainStatus.Progressed && !stopping.IsCancellationRequested);
        if (batches > 0)
            Delivered(_log, lane.Bucket, batches, points);
        if (result.Status is DrainStatus.Idle or DrainStatus.Progressed)
            return;
        if (result.Status is DrainStatus.Failed or DrainStatus.StorageFailed)
            Held(_log, lane.Bucket, result.Message);
        try
        {
            await Task.Delay(Pause, Clock, stopping);
        }
        catch (OperationCanceledException)
        {
            // The end of the process needs no pause.
        }
    }

    [LoggerMessage(EventId = EventIds.RescueDelivered, Level = LogLevel.Information, Message = "A fallback was given {Batches} batches of {Bucket} with {Points} points that no store held")]
    private static partial void Delivered(ILogger log, string bucket, int batches, long points);

    [LoggerMessage(EventId = EventIds.RescueHeld, Level = LogLevel.Warning, Message = "The fallback of {Bucket} does not take what no store holds: {Message}")]
    private static partial void Held(ILogger log, string bucket, string message);
}
