using System.Collections.Concurrent;
using System.Diagnostics;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tracing;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Draining;

/// <summary>
/// Writes what was read from a lane to a target, run by run, and moves the lane's cursor behind what is known to be there: the part that the
/// drain of a store and the rescue have in common. Not to be called for one lane concurrently.
/// </summary>
/// <remarks>
/// Where a search for poison is interrupted, the batches before the interruption are passed, and the place in the next one is remembered
/// with the size that the search had come down to. So a store that throttles in the middle of it makes a rotten batch slow, but not endless.
/// The place is forgotten with the process, and the batch is then delivered from its beginning, which is harmless.
/// </remarks>
internal sealed class LaneDelivery(IDeferredLog log, SettlingBook settling, DeliveryOptions options, TimeProvider time, LineageBook? book)
{
    private readonly ConcurrentDictionary<OwedLane, DrainPiece> _left = new();
    private readonly ConcurrentDictionary<OwedLane, AsyncGate> _turns = new();

    /// <summary>Reads a piece of a lane and delivers it.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="maxBytes">How many bytes to read; at least one batch is read.</param>
    /// <param name="choose">Where a run goes, or why it must wait. Asked right before each write.</param>
    /// <param name="check">What of the lines may be written there.</param>
    /// <param name="keep">Keeps letters; null when they are kept, otherwise why not.</param>
    /// <param name="cancellation">Ends the step between two writes.</param>
    public async Task<DrainResult> StepAsync(
        OwedLane lane, int maxBytes, Func<DrainRun, DrainRoute> choose, BackfillCheckDelegate check,
        Func<IReadOnlyList<DeadLetterDraft>, Task<string?>> keep, CancellationToken cancellation)
    {
        // A durable host may perform one step twice at once. The second must see what the first has left in doubt, or it would overtake it.
        var turn = _turns.GetOrAdd(lane, static _ => new());
        await turn.EnterAsync();
        try
        {
            return await TakeTurnAsync(lane, maxBytes, choose, check, keep, cancellation);
        }
        finally
        {
            turn.Leave();
        }
    }

    private async Task<DrainResult> TakeTurnAsync(
        OwedLane lane, int maxBytes, Func<DrainRun, DrainRoute> choose, BackfillCheckDelegate check,
        Func<IReadOnlyList<DeadLetterDraft>, Task<string?>> keep, CancellationToken cancellation)
    {
        if (log.Owed(lane).Batches == 0)
            return DrainResult.Idle;
        var read = await log.ReadAsync(lane, maxBytes, cancellation);
        if (read.Fault is { } unread)
            return DrainResult.Stopped(DrainStatus.StorageFailed, unread);
        if (read.Batches.Count == 0)
            return DrainResult.Idle;

        // Asked after the reading: a record that it saw was held before it could be read.
        var held = settling.HeldFrom(lane) ?? long.MaxValue;
        var free = read.Batches.TakeWhile(entry => entry.Sequence < held).ToList();
        if (free.Count == 0)
            return DrainResult.Stopped(DrainStatus.Blocked, "a write that was given up may still be applied");

        var tally = new DrainTally();
        DrainResult? stopped = null;
        for (var at = 0; at < free.Count && stopped is null;)
        {
            DrainPiece? left = _left.TryGetValue(lane, out var part) ? part : null;
            var run = DrainRun.First(free, at, left, options.MaxCoalescedBytes);
            var (done, why) = cancellation.IsCancellationRequested
                ? (0, DrainResult.Stopped(DrainStatus.Blocked, "stopping"))
                : await DeliverAsync(lane, run, choose(run), check, keep, tally);
            at += done;
            stopped = why;
        }

        if (tally.Through >= 0 && (await log.AdvanceAsync(lane, tally.Through, CancellationToken.None)).Fault is { } unsaved)
            return tally.Over(DrainResult.Stopped(DrainStatus.StorageFailed, unsaved)) with { Batches = 0, Points = 0, Bytes = 0 };
        return tally.Over(stopped ?? DrainResult.Stopped(DrainStatus.Progressed, ""));
    }

    /// <summary>Delivers one run: how many of its batches are done, and why it did not get to its end.</summary>
    private async Task<(int Done, DrainResult? Stopped)> DeliverAsync(
        OwedLane lane, DrainRun run, DrainRoute route, BackfillCheckDelegate check, Func<IReadOnlyList<DeadLetterDraft>, Task<string?>> keep, DrainTally tally)
    {
        if (route.Hindrance is { } hindrance)
            return (0, hindrance);
        if (route.Target is not { } target)
        {
            var orphans = run.Pieces.Select(piece => DrainRun.Letter(piece.Entry, "no_target", route.Message, time.GetUtcNow())).ToList();
            return await keep(orphans) is { } full ? (0, DrainResult.Stopped(DrainStatus.StorageFailed, full)) : (Finish(lane, run.Pieces, tally), null);
        }

        // Lines that do not fit are left out, and are letters once the rest is there: after a failure they are found again.
        var sent = CheckedRun.Of(run, target, check);
        var outcome = sent.Batch.Points > 0 ? await WriteAsync(lane, target, run, sent.Batch, tally) : AttemptOutcome.Clean;
        if (outcome.Class == WriteClass.Hung)
            settling.Hold(lane, run.FirstSequence);

        // Kept before the cursor moves: a crash between the two finds the poison once more, which is better than never.
        var progress = outcome.Partial is { } part ? sent.InLog(part.Progress) : default;
        var letters = sent.Letters(outcome.Partial?.Poison ?? outcome.Poison, outcome.Committed ? run.Bytes : progress.Bytes, time.GetUtcNow());
        if (letters.Count > 0 && await keep(letters) is { } refused)
            return (0, DrainResult.Stopped(DrainStatus.StorageFailed, refused));
        if (outcome.Committed)
        {
            Tell(lane, target, run.Pieces);
            return (Finish(lane, run.Pieces, tally), null);
        }

        var done = outcome.Partial is null ? 0 : GoOnBehind(lane, run, progress, tally);
        Tell(lane, target, run.Pieces.Take(done));
        return (done, DrainResult.Stopped(DrainStatus.Failed, outcome.Message));
    }

    private async Task<AttemptOutcome> WriteAsync(OwedLane lane, TargetRuntime target, DrainRun run, Batch batch, DrainTally tally)
    {
        using var span = DeliverySpan.Start(
            lane.IsUnstored ? SpanNames.Rescue : SpanNames.Backfill, ActivityKind.Consumer, target.Target, batch,
            () => run.Pieces.Select(static piece => (piece.Entry.Batch.TraceParent, piece.Entry.Batch.LineageId)));
        var started = time.GetTimestamp();
        var outcome = await target.Writer.BackfillAsync(batch, HoldfastTraces.Inside(span, null));
        DeliverySpan.End(span, outcome.Class);
        tally.Wrote(outcome, time.GetElapsedTime(started));
        return outcome;
    }

    /// <summary>Remembers where an interrupted search is to go on; yields how many batches it has finished.</summary>
    private int GoOnBehind(OwedLane lane, DrainRun run, SearchProgress progress, DrainTally tally)
    {
        var (done, left) = run.Behind(progress);
        Finish(lane, [.. run.Pieces.Take(done)], tally);
        if (left is not { } part)
            return done;
        var whole = run.Pieces[done];
        if (part.Offset > whole.Offset)
            tally.Partly(whole with { Length = part.Offset - whole.Offset, Points = part.FirstPoint - whole.FirstPoint });
        _left[lane] = part;
        return done;
    }

    /// <summary>Tells which batches a target has been given to their end.</summary>
    private void Tell(OwedLane lane, TargetRuntime target, IEnumerable<DrainPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            var batch = piece.Entry.Batch;
            if (book is not null && piece.Rest.Length == 0)
            {
                book.Given(
                    new(batch.LineageId, batch.Tier, batch.Bucket, batch.Points, batch.Lines.Length), target.Store.Name,
                    lane.IsUnstored ? LineageDelivery.Rescue : LineageDelivery.Backfill, batch.TraceParent);
            }
        }
    }

    /// <summary>Counts pieces as delivered; yields how many batches are done with that. Of a last part, what is left is next.</summary>
    private int Finish(OwedLane lane, IReadOnlyList<DrainPiece> pieces, DrainTally tally)
    {
        foreach (var piece in pieces)
        {
            _left.TryRemove(lane, out _);
            if (piece.Rest is { Length: > 0 } rest)
            {
                tally.Partly(piece);
                _left[lane] = rest;
                return 0;
            }

            tally.Done(piece);
        }

        return pieces.Count;
    }
}
