using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Has changes of what is kept told every few seconds, on both heads.</summary>
/// <param name="owed">The deferred log.</param>
/// <param name="letters">The dead letters.</param>
/// <param name="reports">The reconciliations.</param>
/// <param name="events">Where changes are told.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class KeepingLoop(IDeferredLog owed, IDeadLetters letters, ReconcileBook reports, EventLog events, TimeProvider time, ILogger<KeepingLoop> log)
    : Loop(Interval, time, log)
{
    /// <summary>How often it looks: soon enough to be read beside what caused it, seldom enough to cost nothing.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly KeepingWatch _watch = new(owed, letters, reports, events);
    private bool _began;

    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping)
    {
        if (_began)
            _watch.Look();
        else
            _watch.Begin();
        _began = true;
        return Task.CompletedTask;
    }
}
