using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Sharing;
using Holdfast.Simulation.World;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.Sharing;

/// <summary>
/// The workflows that exist once for all instances, as durable orchestrations do: what they have found out outlives every instance, and each
/// of their steps runs on some instance, at least once.
/// </summary>
internal sealed class Workflows
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly SharedWorld _world;
    private readonly List<StoreRecovery> _recoveries;
    private readonly HashSet<OwedLane> _rescuing = [];
    private readonly HashSet<string> _reports = new(StringComparer.Ordinal);

    public Workflows(SharedWorld world)
    {
        _world = world;
        _recoveries = [.. world.Scenario.Settings.Table.Stores.Select(store => new StoreRecovery(world, this, store.Name))];
    }

    /// <summary>Starts all of them.</summary>
    public void Start() => _world.Post(() =>
    {
        foreach (var recovery in _recoveries)
            _ = recovery.RunAsync();
        _ = CompareAsync();
        _ = CompactAsync();
        foreach (var tier in _world.Scenario.Settings.Table.Tiers)
            _ = RescueAsync(OwedLane.Unstored(tier.Bucket));
    });

    /// <summary>What is not done; null when everything is.</summary>
    public string? Unrecovered() => _recoveries.Select(static recovery => recovery.Unrecovered()).FirstOrDefault(static left => left is not null);

    /// <summary>
    /// Has a step done by an instance, at times by two at once, of which the second one's outcome counts for nothing; null when the instance
    /// was gone before it was done, or there is none.
    /// </summary>
    /// <param name="last">The instance of the step before; stays the same mostly, as the work that one took up tends to.</param>
    /// <param name="step">The step.</param>
    public async Task<(SimInstance? By, T? Outcome)> PerformAsync<T>(SimInstance? last, Func<SimInstance, Task<T>> step)
        where T : class
    {
        var ready = _world.Ready;
        if (ready.Count == 0)
            return (null, null);
        var chosen = last is { IsReady: true } && _world.Chance(100) >= _world.Scenario.Sharing!.Wandering ? last : ready[_world.Chance(ready.Count)];
        if (_world.Faults.WorkflowsTwice && ready.Count > 1)
        {
            var second = ready.First(instance => instance != chosen);
            _world.Tally.Count(Scenarios.FaultKind.WorkflowsTwice);
            _ = second.PerformAsync(() => step(second));
        }

        var outcome = await chosen.PerformAsync(() => step(chosen));
        return (chosen, outcome);
    }

    private async Task CompareAsync()
    {
        SimInstance? last = null;
        while (true)
        {
            await Task.Delay(Second, _world.Time);
            (last, _) = await PerformAsync(last, async instance =>
            {
                await instance.Services.GetRequiredService<ReconcileTimer>().StepAsync(CancellationToken.None);
                return this;
            });
            foreach (var instance in _world.Ready)
                Look(instance.Services.GetRequiredService<ReconcileBook>());
        }
    }

    private async Task CompactAsync()
    {
        while (true)
        {
            await Task.Delay(_world.Scenario.Sharing!.Options.KeepNotes / 2, _world.Time);
            var before = _world.Board.Notes.Count;
            await PerformAsync(null, async instance =>
            {
                await instance.Services.GetRequiredService<FenceTail>().CompactAsync(CancellationToken.None);
                return this;
            });
            _world.Deeds.Add(Deed.Compacted, Math.Max(0, before - _world.Board.Notes.Count));
        }
    }

    private void Look(ReconcileBook book)
    {
        foreach (var report in book.Reports.Where(report => _reports.Add(report.Id)))
        {
            _world.Deeds.Add(Deed.Repaired, report.Tally.Repaired);
            if (report.Tally.Missing > 0)
                _world.Trace.Add($"comparison of {report.Tier} for {report.Cause}: {report.Outcome}, {report.Tally.Missing} missing, {report.Tally.Repaired} repaired");
        }
    }

    private async Task RescueAsync(OwedLane lane)
    {
        SimInstance? last = null;
        while (true)
        {
            (last, var result) = await PerformAsync(last, instance => RescueAsync(instance, lane));
            if (result is not { Status: DrainStatus.Progressed })
                await Task.Delay(result is { Status: DrainStatus.Idle } ? Poll : Second, _world.Time);
        }
    }

    private async Task<DrainResult> RescueAsync(SimInstance instance, OwedLane lane)
    {
        var result = await instance.Services.GetRequiredService<RescueDrain>().StepAsync(lane, StoreDrain.StepBytes, CancellationToken.None);
        if (result.Writes > 0)
            _world.Trace.Add($"rescue of {lane.Bucket} by {instance.Number}: {result.Status}, {result.Batches} batches. {result.Message}");
        _world.Deeds.Add(Deed.Rescued, result.Batches);
        return result;
    }
}
