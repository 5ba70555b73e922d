using Holdfast.Pipeline.Stores;
using Microsoft.Extensions.Logging;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Keeps asking the stores for their time to live; the verifier itself knows which question is due.</summary>
/// <param name="retention">The verifier.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where faults are told.</param>
internal sealed class RetentionLoop(RetentionVerifier retention, TimeProvider time, ILogger<RetentionLoop> log)
    : Loop(TimeSpan.FromSeconds(1), time, log)
{
    /// <inheritdoc/>
    protected override Task StepAsync(CancellationToken stopping) => retention.VerifyAllAsync(stopping);
}
