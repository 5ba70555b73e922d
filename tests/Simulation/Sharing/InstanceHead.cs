using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Simulation.World;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.Sharing;

/// <summary>What an instance of the Azure head does beside its triggers: background loops, each for this instance alone.</summary>
/// <param name="world">The world.</param>
/// <param name="instance">The instance.</param>
internal sealed class InstanceHead(SharedWorld world, SimInstance instance)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>As often within the time that a view may be old as with the defaults.</summary>
    private TimeSpan Keep => world.Scenario.Sharing!.Options.Staleness / 5;

    /// <summary>Before anything is listened to.</summary>
    public async Task PrepareAsync()
    {
        await Service<RetentionVerifier>().VerifyAllAsync(CancellationToken.None);
        while (true)
        {
            var begun = world.Now;
            if (await Service<FenceKeeper>().StepAsync(CancellationToken.None) is null)
            {
                instance.Knowledge.Fresh(begun);
                return;
            }

            await Task.Delay(Poll, instance.Time);
        }
    }

    /// <summary>Starts the loops.</summary>
    public void Start()
    {
        _ = LoopAsync(Second, Tick);
        _ = LoopAsync(Second, () => Service<RetentionVerifier>().VerifyAllAsync(CancellationToken.None));
        _ = LoopAsync(Keep, KeepAsync);
        if (world.Scenario.Sharing!.Following)
            _ = FollowAsync();
        _ = LoopAsync(Second, () => Service<SessionDeferredLog>().StepAsync(CancellationToken.None));
        foreach (var store in Service<TargetDirectory>().Stores)
        {
            _ = LoopAsync(Poll, () => ProbeAsync(store));
            if (store.Rewind.Replays)
                _ = LoopAsync(Poll, () => RewindAsync(store));
        }
    }

    private async Task LoopAsync(TimeSpan period, Func<Task> step)
    {
        using var timer = new PeriodicTimer(period, instance.Time);
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
            if (!instance.Gate.IsClosed)
                world.Violate("bug", $"a loop threw {bug}");
        }
    }

    private async Task FollowAsync()
    {
        var link = Service<BreakerLink>();
        while (true)
            await GuardedAsync(async () => await link.PauseAsync(await link.StepAsync(CancellationToken.None), CancellationToken.None));
    }

    private async Task KeepAsync()
    {
        var keeper = Service<FenceKeeper>();
        var before = keeper.MadeUp;
        var begun = world.Now;
        if (await keeper.StepAsync(CancellationToken.None) is null)
            instance.Knowledge.Fresh(begun);
        world.Deeds.Add(Deed.MadeUp, keeper.MadeUp - before);
        if (keeper.MadeUp > before)
            world.Trace.Add($"{keeper.MadeUp - before} batches made up by {instance.Number}");
    }

    private Task Tick()
    {
        instance.Breakers.Tick();
        Service<StoreProber>().ProbeEarly();
        return Task.CompletedTask;
    }

    private async Task ProbeAsync(StoreRuntime store)
    {
        if (store.Breaker.Snapshot.Mode == BreakerMode.HalfOpen)
            await Service<StoreProber>().ProbeAsync(store, CancellationToken.None);
    }

    private async Task RewindAsync(StoreRuntime store)
    {
        if (store.Breaker.Snapshot.Mode != BreakerMode.Closed || !Service<Rewinder>().IsDue(store.Name))
            return;
        var outcome = await Service<Rewinder>().ReplayAsync(store.Name, CancellationToken.None);
        world.Deeds.Add(Deed.Rewound, outcome.Portion.Batches);
        world.Trace.Add($"rewind of {store.Name} by {instance.Number}: {outcome.Portion.Batches} batches. {outcome.Fault}");
    }

    private T Service<T>() where T : notnull => instance.Services.GetRequiredService<T>();
}
