using System.Collections.Concurrent;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>
/// The backfill of a store as its recovery sees it: one lane's piece at a time, the lanes in turn, so that one which must wait, for a target that
/// is not eligible or a write that may still be applied, holds up no other.
/// </summary>
/// <param name="drain">Delivers.</param>
/// <param name="schema">Validates; asked what the store holds before the first piece, and told to forget it after the last.</param>
/// <param name="log">What is owed.</param>
/// <param name="delivery">How large one write may be.</param>
public sealed class StoreBackfill(StoreDrain drain, BackfillSchema schema, IDeferredLog log, DeliveryOptions delivery)
{
    private readonly ConcurrentDictionary<string, OwedLane> _last = new(StringComparer.Ordinal);

    /// <summary>Delivers the next piece; the signature of <see cref="RecoveryPorts.DrainAsync"/>.</summary>
    public async Task<BackfillPiece> StepAsync(string store, int maxBytes, CancellationToken cancellation)
    {
        var lanes = log.Lanes.Where(lane => string.Equals(lane.Store, store, StringComparison.Ordinal)).ToList();
        if (lanes.Count == 0)
        {
            schema.Forget(store);
            return Piece(DrainResult.Idle);
        }

        await schema.PrepareAsync(store, cancellation);
        var first = _last.TryGetValue(store, out var last) ? lanes.IndexOf(last) + 1 : 0;
        var worst = DrainResult.Idle;
        for (var turn = 0; turn < lanes.Count; turn++)
        {
            var lane = lanes[(first + turn) % lanes.Count];
            var result = await drain.StepAsync(lane, maxBytes, cancellation);
            if (result.Writes > 0 || result.Status is DrainStatus.Progressed)
            {
                _last[store] = lane;
                return Piece(result);
            }

            worst = EndOf(result.Status) > EndOf(worst.Status) || worst == DrainResult.Idle ? result : worst;
        }

        return Piece(worst);
    }

    private BackfillPiece Piece(DrainResult result) => new(EndOf(result.Status), new(result.Batches, result.Points, result.Bytes), result.Message)
    {
        Spans = result.Spans,
        Wrote = result.Writes > 0,
        Slowest = result.Slowest,
        LargestBytes = Math.Min(result.Bytes, delivery.MaxCoalescedBytes),
        Quiet = result.RetryAfter ?? TimeSpan.Zero,
    };

    private static DrainEnd EndOf(DrainStatus status) => status switch
    {
        DrainStatus.Idle => DrainEnd.Idle,
        DrainStatus.Progressed => DrainEnd.Progressed,
        DrainStatus.Blocked => DrainEnd.Blocked,
        _ => DrainEnd.Failed,
    };
}
