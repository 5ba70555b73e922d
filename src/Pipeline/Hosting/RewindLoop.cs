using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Breakers;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>
/// Has the one local instance write again what it committed last to a store that came back from a failure: the recovery, which is an orchestration
/// in this head, waits for that. Each store at its own pace. With several instances nothing is ever due.
/// </summary>
/// <param name="rewinder">Replays.</param>
/// <param name="breakers">A store is written to only while its breaker is closed.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class RewindLoop(Rewinder rewinder, BreakerRegistry breakers, TimeProvider time, ILogger<RewindLoop> log)
    : Loop(TimeSpan.FromMilliseconds(250), time, log)
{
    /// <summary>How long a store is left alone after a replay that did not get to its end.</summary>
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

        foreach (var breaker in breakers.Breakers)
        {
            if (breaker.Snapshot.Mode is BreakerMode.Closed && !_running.ContainsKey(breaker.Store) && rewinder.IsDue(breaker.Store))
                _running.Add(breaker.Store, ReplayAsync(breaker.Store, stopping));
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync() => await Task.WhenAll(_running.Values);

    private async Task ReplayAsync(string store, CancellationToken stopping)
    {
        try
        {
            var outcome = await rewinder.ReplayAsync(store, stopping);
            if (outcome.Fault is { } fault)
            {
                Hindered(_log, store, fault);
                await Task.Delay(Pause, Clock, stopping);
            }
            else if (outcome.Portion.Batches > 0)
            {
                Replayed(_log, store, outcome.Portion.Batches, outcome.Portion.Points);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end of the process; what is left is owed to nobody but this memory.
        }
    }

    [LoggerMessage(EventId = EventIds.Rewound, Level = LogLevel.Information, Message = "{Store} came back, and was given again the last {Batches} batches with {Points} points")]
    private static partial void Replayed(ILogger log, string store, long batches, long points);

    [LoggerMessage(EventId = EventIds.RewindHindered, Level = LogLevel.Warning, Message = "{Store} came back, and could not be given again what it took last, which is tried again: {Fault}")]
    private static partial void Hindered(ILogger log, string store, string fault);
}
