using System.Collections.Concurrent;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Rewinding;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Recovering;

/// <summary>
/// Writes again what a store committed last, when it comes back from a failure that a restart may be behind. Each value that is the last of
/// its cell and no other, so that nothing newer is ever undone, not even for as long as the replay takes: the process may die in the middle
/// of it. Under a fence (I3), and as a whole: a replay that fails begins again from the start. One replay at a time per store, and none while
/// the store's deferred log is drained: a drained batch that is newer than what is replayed must not be overtaken.
/// </summary>
/// <remarks>The ranges are noted on the disk as those of a repair are: the last write of a process that dies may be applied after its restart.</remarks>
/// <param name="targets">The stores.</param>
/// <param name="retention">Nothing is written to a target that is not eligible (I2).</param>
/// <param name="fences">Where the fences are put up.</param>
/// <param name="journal">Where the ranges are noted.</param>
/// <param name="deadLetters">Keeps the points that the store refuses now.</param>
/// <param name="delivery">Times and sizes of one write.</param>
/// <param name="options">How long a write that timed out may be applied late.</param>
/// <param name="time">The clock.</param>
public sealed class Rewinder(
    TargetDirectory targets, RetentionVerifier retention, FenceBook fences, RepairJournal journal, IDeadLetters deadLetters,
    DeliveryOptions delivery, RecoveryOptions options, TimeProvider time)
{
    /// <summary>How much longer than live traffic an attempt may take: nobody waits for it.</summary>
    private const int Patience = 4;

    private readonly ConcurrentDictionary<string, RewindTurn> _turns = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a replay is due: the store may have been restarted, or a target that the last replay had to pass over is eligible again; and
    /// the last replay is at least <see cref="RecoveryOptions.RewindAge"/> ago, so that a store that resets connections now and then is not
    /// run over by replays.
    /// </summary>
    /// <param name="store">The store's name.</param>
    public bool IsDue(string store)
    {
        if (targets.StoreNamed(store) is not { } runtime)
            return false;
        return _turns.TryGetValue(store, out var turn)
            ? turn.MayBegin(time) && (turn.IsUnfinished || runtime.Rewind.Suspected || turn.PassedOver.Any(passed => retention.Snapshot.IsEligible(passed.Tier, passed.Target)))
            : runtime.Rewind.Suspected;
    }

    /// <summary>Replays what is kept for a store. Not to be called for one store concurrently.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="cancellation">Ends it between two writes; it is then still to be done.</param>
    public async Task<RewindOutcome> ReplayAsync(string store, CancellationToken cancellation)
    {
        if (targets.StoreNamed(store) is not { } runtime)
            return new(default, [], null);
        var turn = _turns.GetOrAdd(store, static _ => new());
        var before = turn.TakeFences();
        var ranges = new List<PendingRepair>();
        var end = runtime.Rewind.Begin(range =>
        {
            turn.Fences.Add(fences.Raise(store, range.Bucket, range.MinTime, range.MaxTime));
            ranges.Add(new(store, range.Bucket, range.MinTime, range.MaxTime));
        });

        // Those of a replay that failed went on holding until these were up.
        before.ForEach(static fence => fence.Dispose());
        var passedOver = new HashSet<(Tier, Target)>();
        await NoteAsync(turn, ranges);
        var outcome = await WriteAsync(runtime, turn, end, passedOver, cancellation);
        if (outcome.Fault is not null)
        {
            turn.IsUnfinished = true;
            runtime.Rewind.Suspect();
            return outcome;
        }

        runtime.Rewind.Renew(end, wholly: passedOver.Count == 0);
        (turn.IsUnfinished, turn.PassedOver) = (false, passedOver);
        turn.TakeFences().ForEach(static fence => fence.Dispose());
        foreach (var range in turn.TakeNoted())
            await journal.RemoveAsync(range);
        if (passedOver.Count == 0)
            turn.PutOff(options.RewindAge, time);
        return outcome;
    }

    /// <summary>
    /// Has the ranges on the disk before anything of them is written; those of replays that failed stay there until one succeeds. A disk that
    /// does not take them hinders nothing: it may be full of what the store is owed.
    /// </summary>
    private async Task NoteAsync(RewindTurn turn, List<PendingRepair> ranges)
    {
        foreach (var range in ranges.Where(range => !turn.Noted.Contains(range)))
        {
            turn.Noted.Add(range);
            await journal.AddAsync(range);
        }
    }

    private async Task<RewindOutcome> WriteAsync(StoreRuntime runtime, RewindTurn turn, long end, HashSet<(Tier, Target)> passedOver, CancellationToken cancellation)
    {
        var portion = default(RecoveryPortion);
        var spans = new Dictionary<string, RecoverySpan>(StringComparer.Ordinal);
        var pieces = new List<RewindPiece>();
        using var cells = new RewindCells();
        for (var piece = runtime.Rewind.Read(0, end, delivery.MaxCoalescedBytes); piece is not null; piece = runtime.Rewind.Read(piece.Next, end, delivery.MaxCoalescedBytes))
        {
            pieces.Add(piece);
            cells.Count(piece.Batch);
        }

        foreach (var whole in pieces)
        {
            var piece = whole with { Batch = cells.LastOf(whole.Batch) };
            if (cancellation.IsCancellationRequested)
                return Outcome("stopping");
            if (runtime.Breaker.Snapshot.Mode != BreakerMode.Closed)
                return Outcome("the breaker is not closed");
            if (!retention.Snapshot.IsEligible(piece.Batch.Tier, piece.Target))
            {
                passedOver.Add((piece.Batch.Tier, piece.Target));
                continue;
            }

            var budget = TimeBudget.For((long)piece.Batch.Lines.Length * Patience, delivery.ReferenceBytes, delivery.Timeout, delivery.TryTimeout);
            var limit = budget.Try * Patience < TimeBudget.LongestTry ? budget.Try * Patience : TimeBudget.LongestTry;
            var outcome = piece.Batch.Points > 0 ? await targets.Of(piece.Batch.Tier, piece.Target).Writer.ReplayAsync(piece.Batch, limit) : AttemptOutcome.Clean;
            if (!outcome.Committed)
            {
                // A write that may still be applied must not come after the next replay's newer ones.
                if (outcome.Class == WriteClass.Hung)
                    turn.PutOff(options.Settle, time);
                return Outcome(outcome.Message);
            }

            if (await QuarantineAsync(piece, outcome.Poison) is { } unkept)
                return Outcome(unkept);
            portion = portion.Plus(new(piece.Batches, piece.Batch.Points, piece.Batch.Lines.Length));
            var tier = piece.Batch.Tier.Name;
            spans[tier] = spans.TryGetValue(tier, out var span)
                ? span with { MinTime = Math.Min(span.MinTime, piece.Batch.MinTime), MaxTime = Math.Max(span.MaxTime, piece.Batch.MaxTime) }
                : new(tier, piece.Batch.MinTime, piece.Batch.MaxTime);
        }

        return Outcome(null);

        RewindOutcome Outcome(string? fault) => new(portion, [.. spans.Values], fault);
    }

    /// <summary>The store took these points before and refuses them now, such as after it lost the field's type.</summary>
    private async Task<string?> QuarantineAsync(RewindPiece piece, IReadOnlyList<PoisonPoint> poison)
    {
        if (poison.Count == 0)
            return null;
        var tier = piece.Batch.Tier;
        var drafts = poison
            .Select(point => new DeadLetterDraft(
                time.GetUtcNow(), DeadLetterSource.Backfill, tier.Name, tier.Bucket, RejectionCode.RefusedByStore.Text(), $"{point.Store}: {point.Message}",
                Line: 0, Column: 0, Attempts: 1, piece.Batch.LineageId, piece.Batch.Lines.Slice(point.Offset, point.Length)))
            .ToList();
        var kept = await deadLetters.AddAsync(drafts, CancellationToken.None);
        return kept.Status == DeadLetterStatus.Done ? null : kept.Message ?? "the dead letters did not take the poison";
    }
}
