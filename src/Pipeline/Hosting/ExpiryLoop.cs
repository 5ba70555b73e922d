using Holdfast.Pipeline.Draining;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Turns what has been owed for too long into dead letters, so that it neither vanishes nor stays for ever.</summary>
/// <param name="expiry">Does it.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class ExpiryLoop(OwedExpiry expiry, TimeProvider time, ILogger<ExpiryLoop> log) : Loop(TimeSpan.FromMinutes(1), time, log)
{
    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => expiry.StepAsync(stopping);
}
