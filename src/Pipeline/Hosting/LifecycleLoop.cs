using Holdfast.Pipeline.Lifecycle;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Looks once a second whether downsampling and compaction of a bucket must pause.</summary>
/// <param name="gate">Looks, and acts.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class LifecycleLoop(LifecycleGate gate, TimeProvider time, ILogger<LifecycleLoop> log) : Loop(TimeSpan.FromSeconds(1), time, log)
{
    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => gate.StepAsync(stopping);

    /// <inheritdoc/>
    protected override Task EndAsync() => gate.EndAsync();
}
