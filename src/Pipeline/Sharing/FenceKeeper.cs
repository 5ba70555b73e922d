using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// Keeps one instance's view of the board fresh: reads what is new, and, before that counts as known, appends what this instance committed
/// meanwhile without knowing that it had to go behind something owed. One call at a time.
/// </summary>
/// <param name="tail">The board.</param>
/// <param name="log">Where it is appended.</param>
/// <param name="targets">The stores, with what they committed lately.</param>
/// <param name="fences">The fences that this instance has raised.</param>
/// <param name="options">Up to when it is not too late.</param>
/// <param name="time">The clock.</param>
public sealed class FenceKeeper(FenceTail tail, SessionDeferredLog log, TargetDirectory targets, SharedFences fences, SharingOptions options, TimeProvider time)
{
    /// <summary>The most bytes that wait to be appended; what is beyond is lost to the order and counted in <see cref="Missed"/>.</summary>
    public const long MaxPendingBytes = 64L * 1024 * 1024;

    private readonly List<(OwedBatch Batch, DateTimeOffset? CommittedAt)> _pending = [];

    /// <summary>Lanes in which something was appended of what still has to be: the rest was written later, and must come behind it however late.</summary>
    private readonly HashSet<OwedLane> _begun = [];
    private long _pendingBytes;
    private long _missed;
    private long _madeUp;

    /// <summary>How often <see cref="StepAsync"/> is to be called: well within the time that a view may be old.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>How often one instance is to call <see cref="FenceTail.CompactAsync"/>.</summary>
    public static readonly TimeSpan CompactEvery = TimeSpan.FromMinutes(1);

    /// <summary>Batches that were appended behind what is owed after they had been committed.</summary>
    public long MadeUp => Interlocked.Read(ref _madeUp);

    /// <summary>Batches that should have been and could not: a store may have an older value than the newest there.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>Reads the board to its end, makes up for what was not known, and then lets the view count as fresh.</summary>
    /// <param name="cancellation">Ends it between two calls.</param>
    /// <returns>Why the view did not become fresh; null when it did.</returns>
    public async Task<string?> StepAsync(CancellationToken cancellation)
    {
        await fences.RenewAsync();
        var read = await tail.ReadAsync(cancellation);

        // The range counts from here on, and only now is looked for what was committed before: a write that comes back later finds the range.
        foreach (var ranges in read.MakeUps.GroupBy(static range => range.Lane))
            Collect(ranges.Key, [.. ranges]);
        DropLate();

        // Told also when there is nothing, so that the log knows that nothing is missing any more.
        var appended = await log.MakeUpAsync([.. _pending]);

        // Only what was not taken is tried again: all of it once more would fill the queue with what is in it already.
        List<(OwedBatch Batch, DateTimeOffset? CommittedAt)> left = [.. _pending.Where((_, index) => appended[index].Status != AppendStatus.Appended)];
        Interlocked.Add(ref _madeUp, _pending.Count - left.Count);
        _begun.UnionWith(_pending.Where((_, index) => appended[index].Status == AppendStatus.Appended).Select(static one => LaneOf(one.Batch)));
        _begun.IntersectWith(left.Select(static one => LaneOf(one.Batch)));
        _pending.Clear();
        _pending.AddRange(left);
        _pendingBytes = left.Sum(static one => (long)one.Batch.Lines.Length);
        if (left.Count > 0)
            return appended.First(static result => result.Status != AppendStatus.Appended).Message;

        if (!read.Complete)
            return read.Fault ?? "more notes than one step takes";
        tail.Fresh(read.Begun);
        return null;
    }

    /// <summary>
    /// What comes later than messages are held back would be delivered over what others have written since and did not do so in ignorance: it is left
    /// alone. Its store has it; that something older may still be replayed over it is what the ignorance costs.
    /// </summary>
    private void DropLate()
    {
        var now = time.GetUtcNow();
        var late = _pending.RemoveAll(one => now - one.CommittedAt > options.MakeUpWithin && !_begun.Contains(LaneOf(one.Batch)));
        if (late == 0)
            return;
        Interlocked.Add(ref _missed, late);
        _pendingBytes = _pending.Sum(static one => (long)one.Batch.Lines.Length);
    }

    private static OwedLane LaneOf(OwedBatch batch) => new(batch.Store, batch.Bucket);

    private void Collect(OwedLane lane, List<MakeUp> ranges)
    {
        if (targets.StoreNamed(lane.Store) is not { } store)
            return;
        var copies = store.Rewind.CopySince(
            lane.Bucket, ranges.Min(static range => range.Min), ranges.Max(static range => range.Max), ranges.Min(static range => range.Since));
        foreach (var copy in copies)
        {
            // Many notes speak of one range: what lies in several is appended once.
            var asked = ranges.FindAll(range => copy.Begun >= range.Since && range.Min <= copy.Batch.MaxTime && range.Max >= copy.Batch.MinTime)
                .DistinctBy(static range => (range.Min, range.Max)).ToList();
            foreach (var range in asked.Where(range => !asked.Exists(other => other != range && other.Min <= range.Min && other.Max >= range.Max)))
                Collect(range, copy.Batch, copy.Begun);
        }
    }

    private void Collect(MakeUp range, Batch batch, DateTimeOffset at)
    {
        // Only what lies in the range: the rest is behind nothing, and appended it would be over what is newer elsewhere.
        var cut = LineRange.Cut(batch, range.Min, range.Max);
        if (cut.Points == 0)
            return;
        if (_pendingBytes + cut.Lines.Length > MaxPendingBytes)
        {
            Interlocked.Increment(ref _missed);
            return;
        }

        _pendingBytes += cut.Lines.Length;
        _pending.Add((new(
            range.Lane.Store, cut.Tier.Name, range.Lane.Bucket, "made-up", "", StoredElsewhere: true, cut.Points, cut.MinTime, cut.MaxTime, cut.Lines), at));
    }
}
