using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Simulation.Stores;
using Holdfast.Simulation.World;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.Sharing;

/// <summary>One instance as the Azure head runs it: a pipeline of its own, with the queue, the board and the dead letters that all share.</summary>
internal sealed class SimInstance : SimProcess
{
    private readonly SharedWorld _world;
    private readonly List<Action> _performing = [];

    /// <summary>An instance that has not started yet.</summary>
    /// <param name="world">The world.</param>
    /// <param name="number">How many came before it.</param>
    /// <param name="slot">Which place it takes: faults name that.</param>
    /// <param name="setOff">How far its clock is off.</param>
    public SimInstance(SharedWorld world, int number, int slot, TimeSpan setOff)
        : base(world, number, () => setOff)
    {
        _world = world;
        Slot = slot;
        Knowledge = new(world);
    }

    /// <summary>Which place it takes: faults name that.</summary>
    public int Slot { get; }

    /// <summary>Whether it reaches neither the queue nor the board.</summary>
    public bool IsCutOff => _world.Faults.IsCutOff(Slot);

    /// <summary>When it knew what, to excuse what nobody could have known.</summary>
    public Knowledge Knowledge { get; }

    public override bool IsFrail(TimeSpan from, TimeSpan to) => Knowledge.IsFrail(from, to);

    public override bool IsCutFrom(SimStore store) => _world.Faults.IsCutFrom(Slot, store);

    public override async Task StartAsync()
    {
        Wire(services =>
        {
            var queue = new SimLine(_world, this, _world.Faults.Queue);
            services.AddSingleton<IStorage>(new MemoryDisk(new(Number)).Root());
            services.AddHoldfastSharing(
                _world.Scenario.Settings,
                _ => new SimSessionQueue(_world, queue, this),
                _ => new SimSharedBoard(_world, new(_world, this, _world.Faults.Board)),
                _world.Scenario.Sharing!.Options with { Instance = $"instance-{Number}" });
            if (_world.Scenario.Sharing!.Following)
                Follow(services);
            services.AddSingleton<IDeadLetters>(new SimLetters(_world.Letters, queue));
        });
        var head = new InstanceHead(_world, this);
        await head.PrepareAsync();
        head.Start();
        Listen();
    }

    private void Follow(IServiceCollection services)
    {
        var line = new SimLine(_world, this, _world.Faults.Authority);
        services.AddSingleton<IBreakerAuthority>(new SimBreakerAuthority(_world, line));
        if (_world.Scenario.Sharing!.Snapshots)
            services.AddSingleton<ISnapshotBoard>(new SimSnapshotBoard(_world, line, this));
        services.AddHoldfastFollowing(
            new($"instance-{Number}") { Staleness = TimeSpan.FromSeconds(3), Interval = TimeSpan.FromMilliseconds(500), Heartbeat = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(5) },
            unchecked((ulong)(_world.Scenario.Seed * 31 + Number)));
    }

    /// <summary>
    /// Runs a step of a workflow on this instance. Completes on the world's gate, with null when the instance is gone before the step is done.
    /// </summary>
    public Task<T?> PerformAsync<T>(Func<Task<T>> step)
        where T : class
    {
        var done = new TaskCompletionSource<T?>();
        Action abandon = () => done.TrySetResult(null);
        _performing.Add(abandon);
        Gate.Post(() => _ = RunAsync());
        return done.Task;

        async Task RunAsync()
        {
            T? result = null;
            try
            {
                result = await step();
            }
            catch (Exception bug)
            {
                if (!Gate.IsClosed)
                    _world.Violate("bug", $"a workflow's step threw {bug}");
            }

            _world.Post(() =>
            {
                _performing.Remove(abandon);
                done.TrySetResult(result);
            });
        }
    }

    /// <summary>It is gone: who waits for a step of it learns that.</summary>
    public void Abandon()
    {
        Knowledge.End();
        foreach (var abandon in _performing.ToList())
            abandon();
        _performing.Clear();
    }
}
