using System.Text;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.World;

/// <summary>
/// What Standalone does around the pipeline, in the same order and with the same periods: loops that tick the breakers, probe, verify,
/// deliver what is owed and expire it, and the file with the breakers' states.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="process">The process.</param>
/// <param name="root">Its data folder.</param>
/// <param name="time">Its clock.</param>
internal sealed class SimHead(SimWorld world, SimProcess process, IStorage root, TimeProvider time)
{
    private const string BreakersFile = "breakers.json";

    /// <summary>How long a store is left alone after it did not take what it is owed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Task> _draining = new(StringComparer.Ordinal);
    private string _saved = "";

    /// <summary>Before anything is listened to.</summary>
    public async Task PrepareAsync()
    {
        var read = await root.ReadAllAsync(BreakersFile, 1024 * 1024);
        if (read.Succeeded && process.Breakers.Import(Encoding.UTF8.GetString(read.Value)) is { Error.Length: > 0 } import)
            world.Violate("bug", $"saved breaker states were not readable: {import.Error}");
        await Service<RetentionVerifier>().VerifyAllAsync(CancellationToken.None);
    }

    /// <summary>Starts the loops.</summary>
    public void Start()
    {
        _ = LoopAsync(TimeSpan.FromSeconds(1), TickAsync);
        _ = LoopAsync(StoreProber.Period, ProbeAsync);
        _ = LoopAsync(TimeSpan.FromSeconds(1), () => Service<RetentionVerifier>().VerifyAllAsync(CancellationToken.None));
        _ = LoopAsync(TimeSpan.FromMilliseconds(250), DrainAsync);
        _ = LoopAsync(TimeSpan.FromMinutes(1), () => Service<OwedExpiry>().StepAsync(CancellationToken.None));
    }

    private async Task LoopAsync(TimeSpan period, Func<Task> step)
    {
        using var timer = new PeriodicTimer(period, time);
        while (await timer.WaitForNextTickAsync())
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
    }

    private async Task TickAsync()
    {
        process.Breakers.Tick();
        var generations = string.Join(',', world.Scenario.Settings.Table.Stores.Select(store => process.Breakers[store.Name].Snapshot.Generation));
        if (generations != _saved && (await root.ReplaceAsync(BreakersFile, Encoding.UTF8.GetBytes(process.Breakers.Export()))).Succeeded)
            _saved = generations;
    }

    private Task ProbeAsync()
    {
        Service<StoreProber>().ProbeEarly();
        return Task.WhenAll(Service<TargetDirectory>().Stores
            .Select(store => Service<StoreProber>().ProbeAsync(store, CancellationToken.None)));
    }

    private async Task DrainAsync()
    {
        foreach (var (store, run) in _draining.Where(static entry => entry.Value.IsCompleted).ToList())
        {
            _draining.Remove(store);
            await run;
        }

        foreach (var store in process.Log.Stores)
        {
            if (!_draining.ContainsKey(store))
                _draining.Add(store, DrainAsync(store));
        }
    }

    private async Task DrainAsync(string store)
    {
        DrainResult result;
        do
        {
            result = await Service<StoreDrain>().StepAsync(store, CancellationToken.None);
            world.Trace.Add($"drain of {store}: {result.Status}, {result.Batches} batches. {result.Message}");
        }
        while (result.Status == DrainStatus.Progressed);
        if (result.Status is not (DrainStatus.Idle or DrainStatus.Progressed))
            await Task.Delay(Pause, time);
    }

    private T Service<T>() where T : notnull => process.Services.GetRequiredService<T>();
}
