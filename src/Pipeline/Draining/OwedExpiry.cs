using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.Draining;

/// <summary>Turns batches that were owed for too long into dead letters, from where an operator can redrive them.</summary>
/// <param name="log">The log.</param>
/// <param name="letters">The dead letters.</param>
/// <param name="time">The clock.</param>
/// <param name="metrics">Counts them; null where nobody counts.</param>
public sealed class OwedExpiry(FileDeferredLog log, IDeadLetters letters, TimeProvider time, HoldfastMetrics? metrics = null)
{
    /// <summary>The reason code of such dead letters.</summary>
    public const string Reason = "expired";

    /// <summary>Quarantines what has expired by now.</summary>
    /// <param name="cancellation">Ends it between two reads.</param>
    public Task<ExpiryResult> StepAsync(CancellationToken cancellation) => log.ExpireAsync(time.GetUtcNow(), QuarantineAsync, cancellation);

    private async Task<bool> QuarantineAsync(IReadOnlyList<LoggedBatch> batches, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var drafts = batches
            .Select(entry => DrainRun.Letter(entry, Reason, $"store '{entry.Batch.Store}' was owed it since {entry.AppendedAt:O} and did not take it in time", now))
            .ToList();
        if ((await letters.AddAsync(drafts, cancellation)).Status != DeadLetterStatus.Done)
            return false;
        metrics?.DeadLettered(drafts);
        return true;
    }
}
