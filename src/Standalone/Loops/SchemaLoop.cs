using Holdfast.Standalone.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Loops;

/// <summary>Keeps on disk what the schemas have learnt; at the end of the process once more.</summary>
/// <param name="data">Where it is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class SchemaLoop(StandaloneData data, TimeProvider time, ILogger<SchemaLoop> log) : Loop(TimeSpan.FromSeconds(1), time, log)
{
    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => data.SaveLearntAsync();

    /// <inheritdoc/>
    protected override Task EndAsync() => data.SaveLearntAsync();
}
