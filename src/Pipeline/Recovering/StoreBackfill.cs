using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>The backfill of a store as its recovery sees it: the drain's steps, and what the pace needs to know of each.</summary>
/// <param name="drain">Delivers.</param>
/// <param name="schema">Validates; asked what the store holds before the first piece, and told to forget it after the last.</param>
/// <param name="log">What is owed.</param>
/// <param name="targets">The stores at run time.</param>
/// <param name="time">The clock.</param>
public sealed class StoreBackfill(StoreDrain drain, BackfillSchema schema, IDeferredLog log, TargetDirectory targets, TimeProvider time)
{
    /// <summary>Delivers the next piece; the signature of <see cref="RecoveryPorts.DrainAsync"/>.</summary>
    public async Task<BackfillPiece> StepAsync(string store, int maxBytes, CancellationToken cancellation)
    {
        var before = log.Owed(store).Bytes;
        if (before > 0)
            await schema.PrepareAsync(store, cancellation);
        var started = time.GetTimestamp();
        var result = await drain.StepAsync(store, cancellation);
        var bytes = Math.Max(0, before - log.Owed(store).Bytes);
        if (result.Status == DrainStatus.Idle)
            schema.Forget(store);
        var quiet = targets.StoreNamed(store)!.ThrottledUntil - time.GetUtcNow();
        return new(EndOf(result.Status), new(result.Batches, result.Points, bytes), result.Message)
        {
            Wrote = result.Batches > 0 || result.Status == DrainStatus.Failed,
            Slowest = time.GetElapsedTime(started),
            LargestBytes = bytes,
            Quiet = quiet > TimeSpan.Zero ? quiet : TimeSpan.Zero,
        };
    }

    private static DrainEnd EndOf(DrainStatus status) => status switch
    {
        DrainStatus.Idle => DrainEnd.Idle,
        DrainStatus.Progressed => DrainEnd.Progressed,
        DrainStatus.Blocked => DrainEnd.Blocked,
        _ => DrainEnd.Failed,
    };
}
