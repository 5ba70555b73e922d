using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Reconciling;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Loops;

/// <summary>Compares replicas with their primaries; the timer itself knows which tier is due.</summary>
/// <param name="timer">The timer.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class ReconcileLoop(ReconcileTimer timer, TimeProvider time, ILogger<ReconcileLoop> log) : Loop(TimeSpan.FromSeconds(1), time, log)
{
    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => timer.StepAsync(stopping);
}
