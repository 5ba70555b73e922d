using Holdfast.Pipeline.Breakers;
using Holdfast.Standalone.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Loops;

/// <summary>Steps every breaker once a second, and keeps the states on disk whenever one has changed its mode.</summary>
/// <param name="breakers">The breakers.</param>
/// <param name="data">Where the states are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class BreakerLoop(BreakerRegistry breakers, StandaloneData data, TimeProvider time, ILogger<BreakerLoop> log)
    : Loop(TimeSpan.FromSeconds(1), time, log)
{
    private readonly ILogger _log = log;
    private Task _saving = Task.CompletedTask;
    private string _saved = "";
    private string? _fault;

    /// <inheritdoc/>
    protected override async Task StepAsync(CancellationToken stopping)
    {
        breakers.Tick();

        // Not waited for: a disk that hangs must not keep the breakers from opening and closing.
        if (!_saving.IsCompleted)
            return;
        var ended = _saving;
        _saving = SaveAsync();
        await ended;
    }

    /// <inheritdoc/>
    protected override Task EndAsync() => _saving;

    private async Task SaveAsync()
    {
        var generations = string.Join(',', breakers.Breakers.Select(static breaker => breaker.Snapshot.Generation));
        if (string.Equals(generations, _saved, StringComparison.Ordinal))
            return;
        var fault = await data.SaveBreakersAsync(breakers.Export());
        if (fault is null)
            _saved = generations;
        else if (!string.Equals(fault, _fault, StringComparison.Ordinal))
            Unsaved(_log, fault);
        _fault = fault;
    }

    [LoggerMessage(EventId = 1111, Level = LogLevel.Warning, Message = "The breakers' states are not saved, and a restart would begin with older ones: {Fault}")]
    private static partial void Unsaved(ILogger log, string fault);
}
