using System.Collections.Concurrent;
using System.Diagnostics;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Rewinding;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.LineProtocol;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Recovering;

/// <summary>
/// Writes again what a store committed last, when it comes back from a failure that a restart may be behind: of every point its last values
/// only, so that a replay which ends in its middle has put no older value over a newer one; under a fence (I3), which is kept on the disk, so
/// that a write which the store applies only after this process has died finds it too. One replay at a time per store, and none while
/// the store's deferred log is drained. Only where this process alone writes to the stores: with other instances nothing is ever due, because what
/// one instance committed must not go over what another one has committed since (<see cref="RewindRing.Replays"/>).
/// </summary>
/// <param name="targets">The stores.</param>
/// <param name="retention">Nothing is written to a target that is not eligible (I2).</param>
/// <param name="fences">Where the fences are put up.</param>
/// <param name="journal">Keeps on the disk what is being replayed.</param>
/// <param name="deadLetters">Keeps the points that the store refuses now.</param>
/// <param name="delivery">Times and sizes of one write.</param>
/// <param name="options">How long a write that timed out may be applied late.</param>
/// <param name="time">The clock.</param>
/// <param name="metrics">Counts the points that the store refuses now; null where nobody counts.</param>
public sealed class Rewinder(
    TargetDirectory targets, RetentionVerifier retention, FenceBook fences, RepairJournal journal, IDeadLetters deadLetters,
    DeliveryOptions delivery, RecoveryOptions options, TimeProvider time, HoldfastMetrics? metrics = null)
{
    private readonly ConcurrentDictionary<string, RewindTurn> _turns = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a replay is due: the store may have been restarted, or a target that the last replay had to pass over is eligible again, or
    /// the last one did not get to its end, and its fences are still up. Without the breaker having been open since, the last whole replay is at
    /// least <see cref="RecoveryOptions.RewindAge"/> ago: a store that resets connections now and then is not run over by replays.
    /// </summary>
    /// <param name="store">The store's name.</param>
    public bool IsDue(string store)
    {
        if (targets.StoreNamed(store) is not { } runtime)
            return false;
        return _turns.TryGetValue(store, out var turn)
            ? turn.MayBegin(time, runtime.Breaker.Snapshot.Generation) && (runtime.Rewind.Suspected || turn.Unfinished || turn.PassedOver.Any(passed => retention.Snapshot.IsEligible(passed.Tier, passed.Target)))
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
        if (await UnsettledAsync(runtime, turn, cancellation) is { } unsettled)
            return new(default, [], unsettled);
        var before = turn.TakeScopes();
        var end = runtime.Rewind.Begin(range => turn.Scopes.Add(
            new(new(store, range.Bucket, range.MinTime, range.MaxTime), fences, journal, options, time, CancellationToken.None)));
        var tally = new RewindTally();
        var outcome = tally.Over(await ReplayAsync(runtime, turn, before, end, tally, cancellation));
        turn.PassedOver = tally.PassedOver;
        turn.Unfinished = outcome.Fault is not null;
        runtime.Rewind.End(end, outcome.Fault is null, wholly: tally.PassedOver.Count == 0);
        if (outcome.Fault is not null)
            return outcome;
        foreach (var scope in turn.TakeScopes())
            await scope.DisposeAsync();
        if (tally.PassedOver.Count == 0)
            turn.PutOff(options.RewindAge, time, runtime.Breaker.Snapshot.Generation);
        return outcome;
    }

    /// <summary>
    /// Whether a write of the replay before may still be applied: it must not come after what is written now. The time counts from the first
    /// answer that is seen since, as in the deferred log.
    /// </summary>
    /// <returns>Why not to begin; null to begin.</returns>
    private async Task<string?> UnsettledAsync(StoreRuntime runtime, RewindTurn turn, CancellationToken cancellation)
    {
        if (turn.HungAt is not { } hung)
            return null;
        if (turn.AnsweredAt is null && await runtime.HasAnsweredSinceAsync(hung, delivery.TryTimeout, cancellation))
            turn.AnsweredAt = runtime.LastAnswer > hung ? runtime.LastAnswer : time.GetTimestamp();
        if (turn.AnsweredAt is not { } answered || time.GetElapsedTime(answered) < options.Settle)
            return "a write that was given up may still be applied";
        (turn.HungAt, turn.AnsweredAt) = (null, null);
        return null;
    }

    /// <summary>Replays what is kept up to there; null when that is done, otherwise why not.</summary>
    private async Task<string?> ReplayAsync(
        StoreRuntime runtime, RewindTurn turn, List<RepairScope> before, long end, RewindTally tally, CancellationToken cancellation)
    {
        foreach (var scope in turn.Scopes)
        {
            if (await scope.NoteAsync() is { } unnoted)
            {
                // Those of the replay before go on protecting what it may have left under way.
                turn.Scopes.AddRange(before);
                return unnoted;
            }
        }

        foreach (var scope in before)
            await scope.DisposeAsync();
        var newest = new Dictionary<(Tier, Target), NewestPoints>();
        foreach (var piece in OldestFirst(runtime.Rewind, end))
        {
            var place = (piece.Batch.Tier, piece.Target);
            if (!newest.TryGetValue(place, out var points))
                newest[place] = points = new();
            points.Note(piece.Batch.Lines.Span);
        }

        foreach (var piece in OldestFirst(runtime.Rewind, end))
        {
            var (lines, points) = newest[(piece.Batch.Tier, piece.Target)].Take(piece.Batch.Lines);
            if (await WriteAsync(runtime, turn, piece.Target, piece.Batch with { Lines = lines, Points = points }, piece.Batches, tally, cancellation) is { } fault)
                return fault;
        }

        foreach (var ((tier, target), merged) in newest)
        {
            var range = turn.Scopes.First(scope => string.Equals(scope.Range.Bucket, tier.Bucket, StringComparison.Ordinal)).Range;
            foreach (var (lines, points) in merged.Rest(delivery.MaxCoalescedBytes))
            {
                var batch = new Batch(tier, "rewind", "", lines, points, range.MinTime, range.MaxTime);
                if (await WriteAsync(runtime, turn, target, batch, 0, tally, cancellation) is { } fault)
                    return fault;
            }
        }

        return null;
    }

    /// <summary>Repairs come first: whatever else is kept of a point is newer.</summary>
    private IEnumerable<RewindPiece> OldestFirst(RewindRing ring, long end) =>
        Pieces(ring, end).Where(static piece => piece.Repair).Concat(Pieces(ring, end).Where(static piece => !piece.Repair));

    private IEnumerable<RewindPiece> Pieces(RewindRing ring, long end)
    {
        for (var piece = ring.Read(0, end, delivery.MaxCoalescedBytes); piece is not null; piece = ring.Read(piece.Next, end, delivery.MaxCoalescedBytes))
            yield return piece;
    }

    /// <summary>Writes one piece; null when that is done or nothing is to be written, otherwise why not.</summary>
    private async Task<string?> WriteAsync(
        StoreRuntime runtime, RewindTurn turn, Target target, Batch batch, int batches, RewindTally tally, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return "stopping";
        if (runtime.Breaker.Snapshot.Mode != BreakerMode.Closed)
            return "the breaker is not closed";
        if (!retention.Snapshot.IsEligible(batch.Tier, target))
        {
            tally.PassOver(batch.Tier, target);
            return null;
        }

        if (batch.Points == 0)
            return null;
        using var span = DeliverySpan.Start(SpanNames.Rewind, ActivityKind.Internal, target, batch);
        var outcome = await targets.Of(batch.Tier, target).Writer.ReplayAsync(batch, HoldfastTraces.Inside(span, null));
        DeliverySpan.End(span, outcome.Class);
        if (outcome.Committed)
        {
            tally.Wrote(batch, batches);
            return await QuarantineAsync(batch, outcome.Poison);
        }

        // A write that may still be applied must not come after the next replay's newer ones.
        if (outcome.Class == WriteClass.Hung)
            (turn.HungAt, turn.AnsweredAt) = (time.GetTimestamp(), null);
        return outcome.Message;
    }

    /// <summary>The store took these points before and refuses them now, such as after it lost the field's type.</summary>
    private async Task<string?> QuarantineAsync(Batch batch, IReadOnlyList<PoisonPoint> poison)
    {
        if (poison.Count == 0)
            return null;
        var tier = batch.Tier;
        var drafts = poison
            .Select(point => new DeadLetterDraft(
                time.GetUtcNow(), DeadLetterSource.Backfill, tier.Name, tier.Bucket, RejectionCode.RefusedByStore.Text(), $"{point.Store}: {point.Message}",
                Line: 0, Column: 0, Attempts: 1, batch.LineageId, batch.Lines.Slice(point.Offset, point.Length)))
            .ToList();
        var kept = await deadLetters.AddAsync(drafts, CancellationToken.None);
        if (kept.Status != DeadLetterStatus.Done)
            return kept.Message ?? "the dead letters did not take the poison";
        metrics?.DeadLettered(drafts);
        return null;
    }
}
