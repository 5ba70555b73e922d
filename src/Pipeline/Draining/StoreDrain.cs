using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Draining;

/// <summary>
/// Delivers what a store is owed, in the order of the log, once its breaker is closed. One step reads a bounded piece of the log, so
/// memory stays constant whatever the backlog; the cursor moves only behind what the store has taken.
/// </summary>
/// <param name="table">Which target serves a tier.</param>
/// <param name="targets">The stores and targets at run time.</param>
/// <param name="retention">Which targets are eligible.</param>
/// <param name="log">What is owed.</param>
/// <param name="fences">What is replayed from elsewhere than the log, and must be done before what was appended behind it is delivered.</param>
/// <param name="deadLetters">Where poison goes.</param>
/// <param name="options">The times of one attempt.</param>
/// <param name="time">The clock.</param>
public sealed class StoreDrain(
    RoutingTable table, TargetDirectory targets, RetentionVerifier retention, IDeferredLog log, FenceBook fences, IDeadLetters deadLetters, DeliveryOptions options, TimeProvider time)
{
    /// <summary>How many bytes of the log one step reads.</summary>
    public const int StepBytes = 1024 * 1024;

    /// <summary>How much longer than live traffic an attempt may take: nobody waits for it.</summary>
    public const int Patience = 4;

    /// <summary>Delivers the next piece of what a store is owed. Not to be called for one store concurrently.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="cancellation">Ends the step between two writes; what was delivered stays delivered.</param>
    public async Task<DrainResult> StepAsync(string store, CancellationToken cancellation)
    {
        if (log.Owed(store).Batches == 0)
            return DrainResult.Idle;
        if (Hindrance(store) is { } hindrance)
            return new(DrainStatus.Blocked, 0, 0, hindrance);
        var read = await log.ReadAsync(store, StepBytes, cancellation);
        if (read.Fault is { } unread)
            return new(DrainStatus.StorageFailed, 0, 0, unread);
        if (read.Batches.Count == 0)
            return DrainResult.Idle;

        var (batches, points) = (0, 0L);
        DrainResult? stopped = null;
        long through = -1;
        foreach (var run in DrainRun.Split(read.Batches, options.MaxCoalescedBytes))
        {
            stopped = cancellation.IsCancellationRequested ? new(DrainStatus.Blocked, 0, 0, "stopping") : await DeliverAsync(store, run);
            if (stopped is not null)
                break;
            through = run.LastSequence;
            batches += run.Entries.Count;
            points += run.Points;
        }

        if (through >= 0 && (await log.AdvanceAsync(store, through, CancellationToken.None)).Fault is { } unsaved)
            return new(DrainStatus.StorageFailed, 0, 0, unsaved);
        return stopped is null
            ? new(DrainStatus.Progressed, batches, points, "")
            : stopped with { Batches = batches, Points = points };
    }

    private string? Hindrance(string store)
    {
        if (targets.StoreNamed(store) is not { } runtime)
            return $"store '{store}' is not configured any more";
        if (runtime.Breaker.Snapshot.Mode != BreakerMode.Closed)
            return "the breaker is not closed";
        return runtime.ThrottledUntil > time.GetUtcNow() ? "the store asked to be left alone" : null;
    }

    /// <summary>Delivers one run; null when it is delivered, otherwise why not.</summary>
    private async Task<DrainResult?> DeliverAsync(string store, DrainRun run)
    {
        if (Hindrance(store) is { } hindrance)
            return new(DrainStatus.Blocked, 0, 0, hindrance);
        if (table.TierNamed(run.Tier) is not { } tier || targets.Of(tier, store) is not { } target)
            return await QuarantineAsync(run.Entries.Select(entry => DrainRun.Letter(entry, "no_target", $"store '{store}' serves no tier '{run.Tier}' any more", time.GetUtcNow())));
        if (!retention.Snapshot.IsEligible(tier, target.Target))
            return new(DrainStatus.Blocked, 0, 0, $"target {store}/{target.Target.Bucket} is not eligible");

        var batch = run.ToBatch(tier);
        if (fences.Holds(store, tier.Bucket, batch.MinTime, batch.MaxTime))
            return new(DrainStatus.Blocked, 0, 0, "what is older is being replayed over the same range");
        var budget = TimeBudget.For((long)batch.Lines.Length * Patience, options.ReferenceBytes, options.Timeout, options.TryTimeout);
        var limit = budget.Try * Patience < TimeBudget.LongestTry ? budget.Try * Patience : TimeBudget.LongestTry;
        var outcome = await target.Writer.BackfillAsync(batch, limit);
        if (!outcome.Committed)
            return new(DrainStatus.Failed, 0, 0, outcome.Message);
        return await QuarantineAsync(outcome.Poison.Select(point => run.Letter(point, time.GetUtcNow())));
    }

    private async Task<DrainResult?> QuarantineAsync(IEnumerable<DeadLetterDraft> letters)
    {
        var drafts = letters.ToList();
        if (drafts.Count == 0)
            return null;

        // Kept before the cursor moves: a crash between the two finds the poison once more, which is better than never.
        var kept = await deadLetters.AddAsync(drafts, CancellationToken.None);
        return kept.Status == DeadLetterStatus.Done ? null : new(DrainStatus.StorageFailed, 0, 0, kept.Message ?? "the dead letters did not take the poison");
    }
}
