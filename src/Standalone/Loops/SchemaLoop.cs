using Holdfast.Standalone.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Loops;

/// <summary>Keeps on disk what the schemas have learnt; at the end of the process once more.</summary>
/// <param name="data">Where it is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed partial class SchemaLoop(StandaloneData data, TimeProvider time, ILogger<SchemaLoop> log) : Loop(TimeSpan.FromSeconds(1), time, log)
{
    private readonly ILogger _log = log;
    private string? _fault;

    /// <inheritdoc/>
    protected override async Task StepAsync(CancellationToken stopping)
    {
        var fault = await data.SaveLearntAsync();
        if (fault is not null && !string.Equals(fault, _fault, StringComparison.Ordinal))
            Unsaved(_log, fault);
        _fault = fault;
    }

    /// <inheritdoc/>
    protected override Task EndAsync() => StepAsync(CancellationToken.None);

    [LoggerMessage(EventId = 1121, Level = LogLevel.Warning, Message = "Learnt field types are not saved, and a restart would learn them again: {Fault}")]
    private static partial void Unsaved(ILogger log, string fault);
}
