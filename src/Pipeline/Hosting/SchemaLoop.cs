using Holdfast.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Keeps on disk what the schemas have learnt; at the end of the process once more.</summary>
/// <param name="learnt">What it is, and where it is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class SchemaLoop(LearntFields learnt, TimeProvider time, ILogger<SchemaLoop> log) : Loop(TimeSpan.FromSeconds(1), time, log)
{
    private readonly ILogger _log = log;

    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => SaveAsync();

    /// <inheritdoc/>
    protected override Task EndAsync() => SaveAsync();

    private async Task SaveAsync()
    {
        if (await learnt.SaveAsync() is { } fault)
            NotSaved(_log, fault);
    }

    [LoggerMessage(EventId = EventIds.SchemaUnsaved, Level = LogLevel.Warning, Message = "The learnt field types could not be saved, which is tried again: {Fault}")]
    private static partial void NotSaved(ILogger log, string fault);
}
