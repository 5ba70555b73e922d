using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;
using Holdfast.Simulation.World;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.Sharing;

/// <summary>
/// The recovery of one store, once for all instances: interprets <see cref="RecoveryWorkflow"/>, with each action performed by some instance.
/// Nothing is rewound; did an instance think otherwise, then this would wait for it.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="workflows">Who finds an instance.</param>
/// <param name="store">The store.</param>
internal sealed class StoreRecovery(SharedWorld world, Workflows workflows, string store)
{
    /// <summary>After how long a step of an instance that is gone is begun again on another.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(500);

    private RecoveryRecord? _record;

    /// <summary>What is not done; null when everything is.</summary>
    public string? Unrecovered() =>
        _record is not { IsUnderWay: false } ? $"the recovery of {store} is {_record?.Phase}: {_record?.Fault}" : IsRewindDue() ? $"a rewind of {store} is due" : null;

    /// <summary>Goes on for ever.</summary>
    public async Task RunAsync()
    {
        SimInstance? last = null;
        while (true)
        {
            (last, var happened) = await workflows.PerformAsync(last, ActAsync);
            if (happened is null)
            {
                await Task.Delay(Lease, world.Time);
                continue;
            }

            var now = world.Time.GetUtcNow();
            var before = _record ?? RecoveryRecord.Create(store, (ulong)world.Scenario.Seed, happened.Seen, now);
            var step = RecoveryWorkflow.Next(before, happened, world.Scenario.Settings.Recovery, now);
            Look(before, step.Record);
            _record = step.Record;
            var delay = DelayOf(step.Action);
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, world.Time);
        }
    }

    private async Task<RecoveryEvent> ActAsync(SimInstance instance)
    {
        var action = _record is null ? default : RecoveryWorkflow.ActionOf(_record, world.Time.GetUtcNow());
        var record = _record;
        if (record is null || See(instance).IsNewsAfter(record.Seen))
            return new RecoveryEvent.Looked(See(instance));
        var ports = instance.Services.GetRequiredService<RecoveryPorts>();
        switch (action.Kind)
        {
            case RecoveryActionKind.Probe:
                await instance.Services.GetRequiredService<StoreProber>().ProbeAsync(Runtime(instance), CancellationToken.None);
                return new RecoveryEvent.Probed(See(instance), action.Generation);
            case RecoveryActionKind.Drain:
                var piece = await ports.DrainAsync(store, StoreDrain.StepBytes, CancellationToken.None);
                if (piece.Wrote)
                    world.Trace.Add($"drain of {store} by {instance.Number}: {piece.End}, {piece.Portion.Batches} batches. {piece.Message}");
                world.Deeds.Add(Deed.Delivered, piece.Portion.Batches);
                return new RecoveryEvent.Drained(See(instance), action.Generation, piece.End, piece.Portion, [.. piece.Spans], NotBefore(piece), 0, piece.Message);
            case RecoveryActionKind.Reconcile:
                var compared = await ports.ReconcileAsync(store, record.Spans, CancellationToken.None);
                return compared.End is ReconcileEnd.None
                    ? new RecoveryEvent.Failed(See(instance), action.Generation, compared.Message)
                    : new RecoveryEvent.Reconciled(See(instance), action.Generation, compared.End, compared.Message);
            case RecoveryActionKind.Sample:
                return new RecoveryEvent.Sampled(See(instance), action.Generation, Runtime(instance).Breaker.TakeSample());
            default:
                return new RecoveryEvent.Looked(See(instance));
        }
    }

    private DateTimeOffset? NotBefore(BackfillPiece piece) => piece.Quiet > TimeSpan.Zero ? world.Time.GetUtcNow() + piece.Quiet : null;

    /// <summary>What is owed as this instance knows it; of the breakers the one that is furthest from being closed speaks for all.</summary>
    private RecoverySight See(SimInstance instance)
    {
        var owed = instance.Log.Owed(store);
        if (world.Scenario.Sharing!.Following && world.Authorities[store] is { } authority)
            return RecoverySight.Of(authority.Breaker, new(owed.Batches, owed.Points, owed.Bytes), authority.IsRewindPending || IsRewindDue());
        var states = world.Ready.Select(ready => ready.Breakers[store].State).ToList();
        var worst = states.FirstOrDefault(static state => state.Mode == BreakerMode.Open) ?? states.Find(static state => state.Mode == BreakerMode.HalfOpen) ?? states[0];
        return RecoverySight.Of(worst, new(owed.Batches, owed.Points, owed.Bytes), IsRewindDue()) with { BreakerGeneration = states.Sum(static state => state.Generation) };
    }

    private bool IsRewindDue() => world.Ready.Any(instance => instance.Services.GetRequiredService<Rewinder>().IsDue(store));

    private StoreRuntime Runtime(SimInstance instance) => instance.Services.GetRequiredService<TargetDirectory>().StoreNamed(store)!;

    private void Look(RecoveryRecord before, RecoveryRecord after)
    {
        if (before.Phase == after.Phase && before.Fault == after.Fault)
            return;
        world.Trace.Add($"recovery of {store}: {after.Phase}. {after.Fault}");
        if (before.Phase != after.Phase && after.Phase == RecoveryPhase.Done)
            world.Deeds.Add(Deed.Recovered, 1);
    }

    private TimeSpan DelayOf(RecoveryAction action)
    {
        var poll = RecoveryRunner.Poll;
        if (action.Kind is not (RecoveryActionKind.Wait or RecoveryActionKind.Finish or RecoveryActionKind.Rewind))
            return TimeSpan.Zero;
        var left = action.Until is { } until ? until - world.Time.GetUtcNow() : poll;
        return left > poll ? poll : left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left;
    }
}
