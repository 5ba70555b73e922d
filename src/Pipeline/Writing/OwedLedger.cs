using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Writing;

/// <summary>What the write path asks of the deferred log: record what is owed in time, and tell whether a batch must queue behind it.</summary>
/// <param name="log">The log.</param>
/// <param name="fences">What is replayed from elsewhere than the log.</param>
/// <param name="settling">Told of the batches whose write hung.</param>
/// <param name="time">The clock.</param>
/// <param name="book">Told who is owed what; null where nobody asks for routes.</param>
public sealed class OwedLedger(IDeferredLog log, FenceBook fences, SettlingBook settling, TimeProvider time, LineageBook? book = null)
{
    /// <summary>The share of the log's bytes beyond which no write is begun that would need it.</summary>
    public const double NearlyFullShare = 0.98;

    /// <summary>Whether the log is so full that a write which will need it is better refused at once, before anything is sent.</summary>
    public bool NearlyFull => log.Share >= NearlyFullShare;

    /// <summary>
    /// The fence (I3): whether the target is owed batches, or is having batches replayed, whose time range overlaps this one, so that this one
    /// must be replayed behind them even though the target may have it already.
    /// </summary>
    public bool MustFollow(Target target, Batch batch) =>
        log.Overlaps(new(target.Store, batch.Tier.Bucket), batch.MinTime, batch.MaxTime)
        || fences.Overlaps(target.Store, batch.Tier.Bucket, batch.MinTime, batch.MaxTime);

    /// <summary>Whether other instances append to the log too, and what each commits may have to be appended later.</summary>
    public bool IsShared => fences.IsShared;

    /// <summary>
    /// The fence of a fallback: whether batches that no store holds overlap this one. They are still to be written to the first target that
    /// comes back, and so this one must be replayed there behind them: it counts as unstored too until then.
    /// </summary>
    public bool FollowsUnstored(Batch batch) =>
        log.Overlaps(OwedLane.Unstored(batch.Tier.Bucket), batch.MinTime, batch.MaxTime);

    /// <summary>Records that these stores are owed the batch, durably.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="stores">Who is owed it; at least one.</param>
    /// <param name="hung">
    /// Which of the stores may still apply a write of the batch that was given up: they are not to be given it, nor counted as having it,
    /// before that has settled. Others are ignored.
    /// </param>
    /// <param name="storedElsewhere">Whether some target has it. If not, the first store's record alone says so: the batch counts once.</param>
    /// <param name="limit">How long it may take; a record that is synced later is harmless, since replay is.</param>
    /// <param name="traceParent">The trace context of the request, or null; carried in the log if it can be read.</param>
    /// <returns>Deferred, LogFull or Unavailable, without position or reason.</returns>
    public async Task<WriteOutcome> RecordAsync(
        Batch batch, IReadOnlyList<string> stores, IReadOnlySet<string> hung, bool storedElsewhere, TimeSpan limit, string? traceParent = null)
    {
        using var span = AppendSpan.Start(batch, stores, traceParent);
        var carried = HoldfastTraces.Inside(span, HoldfastTraces.Readable(traceParent));
        var outcome = await AppendAsync(batch, stores, hung, storedElsewhere, limit, carried);
        AppendSpan.End(span, outcome);
        if (outcome.Disposition == WriteDisposition.Deferred)
            book?.Owed(new(batch), stores, carried);
        return outcome;
    }

    private async Task<WriteOutcome> AppendAsync(
        Batch batch, IReadOnlyList<string> stores, IReadOnlySet<string> hung, bool storedElsewhere, TimeSpan limit, string? traceParent)
    {
        var owed = new OwedBatch[stores.Count];
        for (var index = 0; index < owed.Length; index++)
        {
            owed[index] = new(
                stores[index], batch.Tier.Name, batch.Tier.Bucket, batch.Key, batch.LineageId, storedElsewhere || index > 0,
                batch.Points, batch.MinTime, batch.MaxTime, batch.Lines)
            {
                Unsettled = hung.Contains(stores[index]),
                TraceParent = traceParent,
            };
        }

        if (limit <= TimeSpan.Zero)
            return Outcome(WriteDisposition.Unavailable, "the request's time was used up before the deferred log could take it");

        // Held from before the append, since a record can be read, and delivered, before this code goes on.
        foreach (var store in stores)
        {
            if (hung.Contains(store))
                settling.Hold(new(store, batch.Tier.Bucket), log.NextSequence);
        }

        try
        {
            var result = await log.AppendAsync(owed, CancellationToken.None).WaitAsync(limit, time);
            return result.Status switch
            {
                AppendStatus.Appended => Outcome(WriteDisposition.Deferred, ""),
                AppendStatus.Full => Outcome(WriteDisposition.LogFull, result.Message ?? "the deferred log is full"),
                _ => Outcome(WriteDisposition.Unavailable, result.Message ?? "the deferred log could not be written"),
            };
        }
        catch (TimeoutException)
        {
            return Outcome(WriteDisposition.Unavailable, "the deferred log did not sync in time");
        }
    }

    private static WriteOutcome Outcome(WriteDisposition disposition, string message) => new(disposition, -1, SkipReason.None, [], message);
}
