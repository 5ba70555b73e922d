using Holdfast.Functions.Durable.Breakers;
using Holdfast.Functions.Durable.Reconciling;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.Logging;

namespace Holdfast.Functions.Durable.Watching;

/// <summary>
/// What <see cref="WatchStores"/> does: asks quiet stores for their health, lets time pass at their breakers, starts the workflows that do not run, each
/// once, and does the chores. One thing that fails hinders no other. One caller at a time; two do no harm.
/// </summary>
/// <param name="settings">The stores and tiers.</param>
/// <param name="targets">The stores at run time.</param>
/// <param name="log">What is owed.</param>
/// <param name="entities">Calls the entities.</param>
/// <param name="authority">The breakers' authority.</param>
/// <param name="lifecycle">Has lifecycle tasks follow where no recovery does.</param>
/// <param name="chores">What else is to be done.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where faults are told.</param>
public sealed partial class StoreWatch(
    HoldfastSettings settings, TargetDirectory targets, IDeferredLog log, EntityCalls entities, IBreakerAuthority authority, LifecycleWork lifecycle,
    IEnumerable<WatchChore> chores, TimeProvider time, ILogger<StoreWatch> logger)
{
    /// <summary>Watches once.</summary>
    /// <param name="client">The durable client.</param>
    /// <param name="cancellation">Ends it between two things.</param>
    public async Task StepAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(client);
        await Task.WhenAll(targets.Stores.Select(store => GuardedAsync($"health of {store.Name}", () => CheckAsync(store, cancellation), cancellation)));
        var states = new Dictionary<string, AuthorityState?>(StringComparer.Ordinal);
        foreach (var store in settings.Table.Stores)
            await GuardedAsync($"breaker of {store.Name}", async () => states[store.Name] = await TickAsync(store.Name, cancellation), cancellation);
        await GuardedAsync("early probes", () => ProbeEarlyAsync(states, cancellation), cancellation);
        var running = 0;
        foreach (var store in settings.Table.Stores)
            await GuardedAsync($"recovery of {store.Name}", async () => running += await RecoverAsync(client, store.Name, states.GetValueOrDefault(store.Name), cancellation) ? 1 : 0, cancellation);
        await GuardedAsync("reconciliation", () => StartAsync(client, DurableNames.Reconcile, nameof(ReconcileOrchestrator), new ReconcileStart([], 0), cancellation), cancellation);
        if (running == 0)
            await GuardedAsync("lifecycle", () => lifecycle.SetAsync(client, null, underWay: false, cancellation), cancellation);
        await GuardedAsync("entity clean-up", () => CleanAsync(client, cancellation), cancellation);
        foreach (var chore in chores)
            await GuardedAsync(chore.Name, () => DoAsync(chore, cancellation), cancellation);
    }

    /// <summary>
    /// Asks a store for its health that nobody may have written to for a while. Only what it fails is told to its breaker: an answering health
    /// path proves less than a write does. An open breaker costs its store nothing; a half-open one is probed by its recovery.
    /// </summary>
    private async Task CheckAsync(StoreRuntime store, CancellationToken cancellation)
    {
        if (store.Breaker.Snapshot.Mode is not BreakerMode.Closed)
            return;
        var asked = time.GetTimestamp();
        if ((await store.Client.CheckHealthAsync(StoreProber.Limit, cancellation)).Verdict == HealthVerdict.Unhealthy)
            store.Breaker.Report(BreakerOutcome.Failure, time.GetElapsedTime(asked));
    }

    /// <returns>The authority's state as it was before; null when it could not be read.</returns>
    private async Task<AuthorityState?> TickAsync(string store, CancellationToken cancellation)
    {
        var ticked = await entities.SignalAsync(DurableNames.BreakerOf(store), BreakerOperations.Tick, input: null, cancellation);
        if (!ticked.Succeeded)
            Failed(logger, $"breaker of {store}", ticked.Message);
        return (await authority.ReadAsync(store, cancellation)).Value?.State;
    }

    private async Task ProbeEarlyAsync(Dictionary<string, AuthorityState?> states, CancellationToken cancellation)
    {
        var without = settings.Table.Tiers.Where(tier => tier.Chain.All(target => states.GetValueOrDefault(target.Store)?.Breaker.Mode is BreakerMode.Open));
        foreach (var store in without.SelectMany(static tier => tier.Chain).Select(static target => target.Store).Distinct(StringComparer.Ordinal).ToList())
            await authority.ProbeEarlyAsync(store, new(states[store]!.Breaker.Generation), cancellation);
    }

    /// <summary>Starts a store's recovery where its breaker is not closed, here or at the authority, or where it is owed or is to be rewound anything.</summary>
    /// <returns>Whether one runs now.</returns>
    private async Task<bool> RecoverAsync(DurableTaskClient client, string store, AuthorityState? state, CancellationToken cancellation)
    {
        var id = DurableNames.RecoveryOf(store);
        var inTrouble = log.Owed(store).Batches > 0
            || (state is null ? targets.StoreNamed(store)?.Breaker.Snapshot.Mode is not BreakerMode.Closed : state.Breaker.Mode is not BreakerMode.Closed || state.IsRewindPending);
        if (inTrouble)
            await StartAsync(client, id, nameof(RecoveryOrchestrator), new RecoveryStart(store, null), cancellation);
        return inTrouble || await IsRunningAsync(client, id, cancellation);
    }

    /// <summary>
    /// Starts an orchestration that does not run, whatever it was that ended it. Where somebody else does so in the same moment, the second start is
    /// refused, or finds the first one begun; one instance id is one instance.
    /// </summary>
    private static async Task StartAsync(DurableTaskClient client, string id, TaskName orchestrator, object input, CancellationToken cancellation)
    {
        if (!await IsRunningAsync(client, id, cancellation))
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(InstanceId: id), cancellation);
    }

    /// <summary>A suspended one counts as running: an operator has suspended it.</summary>
    private static async Task<bool> IsRunningAsync(DurableTaskClient client, string id, CancellationToken cancellation) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellation) is
        {
            RuntimeStatus: OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended,
        };

    /// <summary>Once an hour: entities without a state, and locks whose orchestration was terminated within its critical section.</summary>
    private async Task CleanAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        if (time.GetUtcNow().Minute != 17)
            return;
        await client.Entities.CleanEntityStorageAsync(
            new CleanEntityStorageRequest { RemoveEmptyEntities = true, ReleaseOrphanedLocks = true }, continueUntilComplete: true, cancellation);
    }

    private async Task DoAsync(WatchChore chore, CancellationToken cancellation)
    {
        if (await chore.RunAsync(cancellation) is { } fault)
            Failed(logger, chore.Name, fault);
    }

    /// <summary>The client throws whatever its channel does; it is told, and the next minute tries again.</summary>
    private async Task GuardedAsync(string what, Func<Task> work, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return;
        try
        {
            await work();
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            Failed(logger, what, fault.Message);
        }
        catch (OperationCanceledException)
        {
            // The end of the process; the next minute of another instance goes on.
        }
    }

    [LoggerMessage(EventId = EventIds.WatchFailed, Level = LogLevel.Warning, Message = "The watch over the stores failed at {What}, which is tried again in a minute: {Fault}")]
    private static partial void Failed(ILogger log, string what, string fault);
}
