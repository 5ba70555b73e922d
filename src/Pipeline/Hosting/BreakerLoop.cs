using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Steps every breaker once a second, has stores probed early where none is left, and keeps the states on disk whenever one has changed its mode, and at the end.</summary>
/// <param name="breakers">The breakers.</param>
/// <param name="prober">Knows where none is left.</param>
/// <param name="saved">Keeps the states.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class BreakerLoop(BreakerRegistry breakers, StoreProber prober, SavedBreakers saved, TimeProvider time, ILogger<BreakerLoop> log)
    : Loop(TimeSpan.FromSeconds(1), time, log)
{
    private readonly ILogger _log = log;
    private Task _saving = Task.CompletedTask;
    private string _kept = "";

    /// <inheritdoc/>
    protected override async Task StepAsync(CancellationToken stopping)
    {
        breakers.Tick();
        prober.ProbeEarly();

        // Not waited for: a disk that hangs must not keep the breakers from opening and closing.
        var generations = Generations();
        if (!_saving.IsCompleted || string.Equals(generations, _kept, StringComparison.Ordinal))
            return;
        var ended = _saving;
        _saving = SaveAsync(generations);
        await ended;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await _saving;
        await SaveAsync(Generations());
    }

    private string Generations() => string.Join(',', breakers.Breakers.Select(static breaker => breaker.Snapshot.Generation));

    private async Task SaveAsync(string generations)
    {
        if (await saved.SaveAsync() is { } fault)
            NotSaved(_log, fault);
        else
            _kept = generations;
    }

    [LoggerMessage(EventId = EventIds.BreakersUnsaved, Level = LogLevel.Warning, Message = "The breakers' states could not be saved, which is tried again: {Fault}")]
    private static partial void NotSaved(ILogger log, string fault);
}
