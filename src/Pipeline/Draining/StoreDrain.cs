using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tracing;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Draining;

/// <summary>
/// Delivers what a store is owed, lane by lane in the order of the log, once its breaker is closed. One step reads a bounded piece of the log,
/// so memory stays constant whatever the backlog; the cursor moves only behind what the store has taken.
/// </summary>
/// <param name="table">Which target serves a tier.</param>
/// <param name="targets">The stores and targets at run time.</param>
/// <param name="retention">Which targets are eligible.</param>
/// <param name="log">What is owed.</param>
/// <param name="settling">What must wait for writes that were given up.</param>
/// <param name="fences">What is replayed from elsewhere than the log, and must be done before what was appended behind it is delivered.</param>
/// <param name="schema">What the store holds, where it was asked.</param>
/// <param name="deadLetters">Where poison goes.</param>
/// <param name="options">The times of one attempt.</param>
/// <param name="time">The clock.</param>
/// <param name="schemas">Told of poison, which must not have taught anything; null where nothing is learnt.</param>
/// <param name="book">Told what was given to whom; null where nobody asks for routes.</param>
/// <param name="metrics">Counts the poison; null where nobody counts.</param>
public sealed class StoreDrain(
    RoutingTable table, TargetDirectory targets, RetentionVerifier retention, IDeferredLog log, SettlingBook settling, FenceBook fences, BackfillSchema schema, IDeadLetters deadLetters,
    DeliveryOptions options, TimeProvider time, SchemaRegistry? schemas = null, LineageBook? book = null,
    HoldfastMetrics? metrics = null)
{
    /// <summary>How many bytes of the log one step reads unless told otherwise.</summary>
    public const int StepBytes = 1024 * 1024;

    private readonly LaneDelivery _delivery = new(log, settling, options, time, book);

    /// <summary>Delivers the next piece of what is owed in a lane. Not to be called for one lane concurrently.</summary>
    /// <param name="lane">The lane of a store; not one of <see cref="OwedLane.IsUnstored"/>.</param>
    /// <param name="cancellation">Ends the step between two writes; what was delivered stays delivered.</param>
    public Task<DrainResult> StepAsync(OwedLane lane, CancellationToken cancellation) => StepAsync(lane, StepBytes, cancellation);

    /// <summary>Delivers the next piece of what is owed in a lane. Not to be called for one lane concurrently.</summary>
    /// <param name="lane">The lane of a store; not one of <see cref="OwedLane.IsUnstored"/>.</param>
    /// <param name="maxBytes">How many bytes of lines at most; at least one batch is delivered, however large.</param>
    /// <param name="cancellation">Ends the step between two writes; what was delivered stays delivered.</param>
    public async Task<DrainResult> StepAsync(OwedLane lane, int maxBytes, CancellationToken cancellation)
    {
        if (lane.IsUnstored)
            throw new ArgumentException("The lane of what no store holds is the rescue's.", nameof(lane));
        if (log.Owed(lane).Batches == 0)
            return DrainResult.Idle;
        await ListenAsync(lane, cancellation);
        var result = Hindrance(lane.Store) is { } hindrance
            ? DrainResult.Stopped(DrainStatus.Blocked, hindrance)
            : await _delivery.StepAsync(lane, maxBytes, run => RouteOf(lane.Store, run), Check, KeepAsync, cancellation);
        var throttled = targets.StoreNamed(lane.Store)?.ThrottledUntil - time.GetUtcNow();
        return throttled > TimeSpan.Zero ? result with { RetryAfter = throttled } : result;
    }

    /// <summary>
    /// Learns whether the store has answered since a write to it was given up, and asks it if nobody else has: what is held waits for that.
    /// </summary>
    private async Task ListenAsync(OwedLane lane, CancellationToken cancellation)
    {
        if (!settling.AwaitsAnswer(lane) || targets.StoreNamed(lane.Store) is not { } store)
            return;
        settling.Answered(lane, store.LastAnswer);
        if (!settling.AwaitsAnswer(lane) || Hindrance(lane.Store) is not null)
            return;
        if ((await store.Client.CheckHealthAsync(options.TryTimeout, cancellation)).Verdict == HealthVerdict.Healthy)
            settling.Answered(lane, time.GetTimestamp());
    }

    private string? Hindrance(string store)
    {
        if (targets.StoreNamed(store) is not { } runtime)
            return $"store '{store}' is not configured any more";
        if (runtime.Breaker.Snapshot.Mode != BreakerMode.Closed)
            return "the breaker is not closed";
        return runtime.ThrottledUntil > time.GetUtcNow() ? "the store asked to be left alone" : null;
    }

    private DrainRoute RouteOf(string store, DrainRun run)
    {
        if (Hindrance(store) is { } hindrance)
            return DrainRoute.Later(hindrance);
        if (table.TierNamed(run.Tier) is not { } tier || targets.Of(tier, store) is not { } target)
            return DrainRoute.Nowhere($"store '{store}' serves no tier '{run.Tier}' any more");
        if (!retention.Snapshot.IsEligible(tier, target.Target))
            return DrainRoute.Later($"target {store}/{target.Target.Bucket} is not eligible");
        return fences.Holds(store, tier.Bucket, run.MinTime, run.MaxTime)
            ? DrainRoute.Later("what is older is being replayed over the same range")
            : DrainRoute.To(target);
    }

    private BackfillCheck? Check(TargetRuntime target, ReadOnlyMemory<byte> lines) => schema.Check(target.Store.Name, target.Tier, lines);

    private async Task<string?> KeepAsync(IReadOnlyList<DeadLetterDraft> letters)
    {
        schemas?.Refused(letters);
        var kept = await deadLetters.AddAsync(letters, CancellationToken.None);
        if (kept.Status != DeadLetterStatus.Done)
            return kept.Message ?? "the dead letters did not take the poison";
        metrics?.DeadLettered(letters);
        LetterLineage.Tell(book, letters, kept.Ids);
        return null;
    }
}
