using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.Logging;

namespace Holdfast.Standalone.Loops;

/// <summary>
/// Asks recovering stores for their health when traffic is too thin to prove it: a store that nobody writes to must come back as well.
/// </summary>
/// <param name="prober">Probes one store.</param>
/// <param name="targets">The stores.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class ProbeLoop(StoreProber prober, TargetDirectory targets, TimeProvider time, ILogger<ProbeLoop> log)
    : Loop(StoreProber.Period, time, log)
{
    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping)
    {
        prober.ProbeEarly();
        return Task.WhenAll(targets.Stores.Select(store => prober.ProbeAsync(store, stopping)));
    }
}
