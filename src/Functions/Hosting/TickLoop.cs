using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Hosting;
using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Hosting;

/// <summary>Steps every breaker of this instance once a second, and has stores probed early where none is left. Nothing is saved: the authority is what lasts.</summary>
/// <param name="breakers">The breakers.</param>
/// <param name="prober">Knows where none is left.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class TickLoop(BreakerRegistry breakers, StoreProber prober, TimeProvider time, ILogger<TickLoop> log) : Loop(TimeSpan.FromSeconds(1), time, log)
{
    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping)
    {
        breakers.Tick();
        prober.ProbeEarly();
        return Task.CompletedTask;
    }
}
