using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Hosting;

/// <summary>Keeps this instance's view of the shared fences fresh, and the locks of the lanes that it drains.</summary>
/// <param name="keeper">Reads the board.</param>
/// <param name="owed">Keeps the lanes.</param>
/// <param name="readiness">Traffic is welcome once the view has been fresh: until then each write would be appended to the log.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class FenceLoop(FenceKeeper keeper, SessionDeferredLog owed, Readiness readiness, TimeProvider time, ILogger<FenceLoop> log)
    : Loop(FenceKeeper.Every, time, log)
{
    private readonly ILogger _log = log;
    private string? _fault;

    /// <inheritdoc/>
    protected override async Task StepAsync(CancellationToken stopping)
    {
        var fault = await keeper.StepAsync(stopping);
        if (fault is null)
            readiness.Declare();
        else if (_fault is null)
            Stale(_log, fault);
        _fault = fault;
        await owed.StepAsync(stopping);
    }

    [LoggerMessage(EventId = EventIds.FencesStale, Level = LogLevel.Warning, Message = "The board of the shared fences cannot be read; until it can, what is written is appended to the deferred log too: {Fault}")]
    private static partial void Stale(ILogger log, string fault);
}
