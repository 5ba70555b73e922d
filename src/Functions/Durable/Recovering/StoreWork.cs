using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Recovering;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Durable.Recovering;

/// <summary>
/// The activities of a recovery: what this instance does, and what the authority sees of the store afterwards. The instance's own breaker
/// decides what may be written from here; where the recovery stands follows from the authority's, for the next activity may run elsewhere.
/// </summary>
/// <param name="settings">The stores, and how they are brought back.</param>
/// <param name="options">How long an activity lasts.</param>
/// <param name="performer">Performs.</param>
/// <param name="rescue">Delivers what no store holds.</param>
/// <param name="log">What is owed.</param>
/// <param name="authority">Where the breakers are decided.</param>
/// <param name="time">The clock.</param>
public sealed class StoreWork(
    HoldfastSettings settings, DurableOptions options, RecoveryPerformer performer, RescueDrain rescue, IDeferredLog log, IBreakerAuthority authority, TimeProvider time)
{
    /// <summary>How long one activity probes: the evaluation of the probes takes a minute, and an operator's word is to be heard meanwhile.</summary>
    public static readonly TimeSpan ProbeFor = TimeSpan.FromSeconds(10);

    /// <summary>Looks at the store.</summary>
    public async Task<StoreLook> LookAsync(StoreTask task, CancellationToken cancellation)
    {
        var state = await StateAsync(task.Store, cancellation);
        return new(
            Sight(task, state, performer.Look(task.Store)), settings.Recovery,
            state?.Breaker.Seed ?? unchecked((ulong)time.GetUtcNow().Ticks ^ (ulong)StringComparer.Ordinal.GetHashCode(task.Store)),
            log.Lanes.Any(static lane => lane.IsUnstored));
    }

    /// <summary>Probes.</summary>
    public async Task<StoreDeed> ProbeAsync(StoreTask task, CancellationToken cancellation)
    {
        var budget = ProbeFor < options.DrainFor ? ProbeFor : options.DrainFor;
        return await SeenAsync(task, await performer.ProbeForAsync(task.Store, task.Generation, budget, cancellation), cancellation);
    }

    /// <summary>
    /// Delivers what the store is owed; first what no store holds at all, which any fallback may take: as long as it is in the log alone, it
    /// has one copy. Of a task that is not to drain, only that.
    /// </summary>
    public async Task<StoreDeed> DrainAsync(StoreTask task, CancellationToken cancellation)
    {
        var from = time.GetTimestamp();
        foreach (var lane in log.Lanes.Where(static lane => lane.IsUnstored).ToList())
            await RescueAsync(lane, from, cancellation);
        if (task.Kind is not RecoveryActionKind.Drain)
            return await SeenAsync(task, new RecoveryEvent.Looked(performer.Look(task.Store)), cancellation);
        var left = options.DrainFor - time.GetElapsedTime(from);
        var drained = await performer.DrainForAsync(task.Store, task.Generation, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);

        // The next activity may run in another instance, which would wait for the lanes that this one keeps to go on with.
        if (drained.End is not DrainEnd.Progressed)
        {
            foreach (var lane in log.Lanes.Where(lane => string.Equals(lane.Store, task.Store, StringComparison.Ordinal)).ToList())
                await log.ReleaseAsync(lane);
        }

        return await SeenAsync(task, drained, cancellation);
    }

    /// <summary>Samples.</summary>
    public async Task<StoreDeed> SampleAsync(StoreTask task, CancellationToken cancellation)
    {
        var state = await StateAsync(task.Store, cancellation);
        var seen = Sight(task, state, performer.Look(task.Store));
        return state is null
            ? new(new RecoveryEvent.Failed(seen, task.Generation, "the breaker's authority did not answer"))
            : new(new RecoveryEvent.Sampled(seen, task.Generation, SampleOf(state.Breaker)));
    }

    /// <summary>
    /// How the writes of all instances went over the breaker's rolling window, which is about as long as a stretch of the soak. A window
    /// that began before the soak counts against it, and is over soon.
    /// </summary>
    private static RecoverySample SampleOf(BreakerState breaker) => new(
        breaker.Window.Sum(static slice => slice.Successes + slice.Failures),
        breaker.Window.Sum(static slice => slice.Failures),
        breaker.Window.Any(static slice => slice.Successes > 0) ? breaker.LastLatency?.P95 ?? TimeSpan.Zero : TimeSpan.Zero);

    private async Task RescueAsync(OwedLane lane, long from, CancellationToken cancellation)
    {
        var going = true;
        while (going && time.GetElapsedTime(from) < options.DrainFor && !cancellation.IsCancellationRequested)
            going = (await rescue.StepAsync(lane, StoreDrain.StepBytes, cancellation)).Status is DrainStatus.Progressed;
        if (!going)
            await log.ReleaseAsync(lane);
    }

    private async Task<StoreDeed> SeenAsync(StoreTask task, RecoveryEvent happened, CancellationToken cancellation)
    {
        var state = await StateAsync(task.Store, cancellation);
        return new(happened with { Seen = Sight(task, state, happened.Seen) });
    }

    private async Task<AuthorityState?> StateAsync(string store, CancellationToken cancellation)
    {
        var read = await authority.ReadAsync(store, cancellation);
        return read.Succeeded ? read.Value!.State : null;
    }

    /// <summary>
    /// Without the authority's word its last one holds: this instance numbers its breaker's changes otherwise, and to another number the
    /// recovery would begin again.
    /// </summary>
    private RecoverySight Sight(StoreTask task, AuthorityState? state, RecoverySight own) => state is not null
        ? RecoverySight.Of(state.Breaker, performer.OwedTo(task.Store), state.IsRewindPending)
        : task.Seen is { } before ? before with { Owed = own.Owed } : own;
}
