using System.Text;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.World;

/// <summary>
/// What Standalone does around the pipeline, in the same order and with the same periods: loops that tick the breakers, recover the stores,
/// rescue what no store holds, compare, verify, expire and pause, and the file with the breakers' states.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="process">The process.</param>
/// <param name="root">Its data folder.</param>
/// <param name="time">Its clock.</param>
internal sealed class SoloHead(SoloWorld world, SoloProcess process, IStorage root, TimeProvider time)
{
    private const string BreakersFile = "breakers.json";

    /// <summary>How long a bucket is left alone after its fallback did not take what no store holds.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly DeedWatch _deeds = new(world);
    private readonly Dictionary<OwedLane, Task> _rescuing = [];
    private Task _saving = Task.CompletedTask;
    private string _saved = "";

    /// <summary>Before anything is listened to.</summary>
    public async Task PrepareAsync()
    {
        var read = await root.ReadAllAsync(BreakersFile, 1024 * 1024);
        if (read.Succeeded && process.Breakers.Import(Encoding.UTF8.GetString(read.Value)) is { Error.Length: > 0 } import)
            world.Violate("bug", $"saved breaker states were not readable: {import.Error}");
        await Service<RecoveryRunner>().LoadAsync();
        await Service<Reconciler>().StartAsync();
        _deeds.Begin(Service<ReconcileBook>());
        await Service<RetentionVerifier>().VerifyAllAsync(CancellationToken.None);
        await Service<LifecycleGate>().StepAsync(CancellationToken.None);
    }

    /// <summary>Starts the loops.</summary>
    public void Start()
    {
        var second = TimeSpan.FromSeconds(1);
        _ = LoopAsync(second, TickAsync);
        _ = LoopAsync(second, () => Service<RetentionVerifier>().VerifyAllAsync(CancellationToken.None));
        foreach (var store in Service<RecoveryRunner>().Stores)
            _ = RecoverAsync(store);
        _ = LoopAsync(TimeSpan.FromMilliseconds(250), RescueAsync);
        _ = LoopAsync(TimeSpan.FromMinutes(1), () => Service<OwedExpiry>().StepAsync(CancellationToken.None));
        _ = LoopAsync(second, CompareAsync);
        _ = LoopAsync(second, () => Service<LifecycleGate>().StepAsync(CancellationToken.None));
    }

    private async Task LoopAsync(TimeSpan period, Func<Task> step)
    {
        using var timer = new PeriodicTimer(period, time);
        while (await timer.WaitForNextTickAsync())
            await GuardedAsync(step);
    }

    private async Task GuardedAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception bug)
        {
            if (!process.Gate.IsClosed)
                world.Violate("bug", $"a loop threw {bug}");
        }
    }

    private async Task TickAsync()
    {
        process.Breakers.Tick();
        Service<StoreProber>().ProbeEarly();
        var generations = string.Join(',', process.Breakers.Breakers.Select(static breaker => breaker.Snapshot.Generation));
        if (!_saving.IsCompleted || generations == _saved)
            return;
        var ended = _saving;
        _saving = SaveAsync(generations);
        await ended;
    }

    private async Task SaveAsync(string generations)
    {
        if ((await root.ReplaceAsync(BreakersFile, Encoding.UTF8.GetBytes(process.Breakers.Export()))).Succeeded)
            _saved = generations;
    }

    private async Task RecoverAsync(string store)
    {
        var runner = Service<RecoveryRunner>();
        while (true)
        {
            var delay = Pause;
            await GuardedAsync(async () => delay = (await runner.StepAsync(store, CancellationToken.None)).Delay);
            if (process.Gate.IsClosed)
                return;
            _deeds.Look(runner.RecordOf(store)!);
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, time);
        }
    }

    private async Task CompareAsync()
    {
        await Service<ReconcileTimer>().StepAsync(CancellationToken.None);
        _deeds.Look(Service<ReconcileBook>());
    }

    private async Task RescueAsync()
    {
        foreach (var (lane, run) in _rescuing.Where(static entry => entry.Value.IsCompleted).ToList())
        {
            _rescuing.Remove(lane);
            await run;
        }

        foreach (var lane in process.Log.Lanes)
        {
            if (lane.IsUnstored && !_rescuing.ContainsKey(lane))
                _rescuing.Add(lane, RescueAsync(lane));
        }
    }

    private async Task RescueAsync(OwedLane lane)
    {
        DrainResult result;
        do
        {
            result = await Service<RescueDrain>().StepAsync(lane, StoreDrain.StepBytes, CancellationToken.None);
            if (result.Writes > 0)
                world.Trace.Add($"rescue of {lane.Bucket}: {result.Status}, {result.Batches} batches. {result.Message}");
            world.Deeds.Add(Deed.Rescued, result.Batches);
        }
        while (result.Status == DrainStatus.Progressed);
        if (result.Status is not (DrainStatus.Idle or DrainStatus.Progressed))
            await Task.Delay(Pause, time);
    }

    private T Service<T>() where T : notnull => process.Services.GetRequiredService<T>();
}
