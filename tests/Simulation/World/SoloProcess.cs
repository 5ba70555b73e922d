using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Simulation.World;

/// <summary>A process as Standalone runs it, alone on a simulated disk.</summary>
internal sealed class SoloProcess : SimProcess
{
    private readonly SoloWorld _world;
    private readonly IStorage _root;

    public SoloProcess(SoloWorld world, int number)
        : base(world, number, () => world.ClockSetOff)
    {
        _world = world;
        _root = new SimStorage(this, world.Disk.Root());
    }

    /// <summary>Starts as Standalone does: data, wiring, saved states, verification of the targets, loops, and last the listening.</summary>
    public override async Task StartAsync()
    {
        var settings = _world.Scenario.Settings;
        var log = await FileDeferredLog.OpenAsync(_root, settings.Data, Time, CancellationToken.None);
        if (!log.Succeeded)
        {
            _world.StartFailed(this, log.Message);
            return;
        }

        var letters = await FileDeadLetters.OpenAsync(_root, DeadLetterLimits.From(settings.Data), CancellationToken.None);
        if (!letters.Succeeded)
        {
            _world.StartFailed(this, letters.Message);
            return;
        }

        Wire(services =>
        {
            services.AddSingleton(_root);
            services.AddSingleton(log.Value);
            services.AddSingleton<IDeferredLog>(log.Value);
            services.AddSingleton<IDeadLetters>(letters.Value);
            services.AddSingleton<OwedExpiry>();
        });
        var head = new SoloHead(_world, this, _root, Time);
        await head.PrepareAsync();
        head.Start();
        Listen();
    }

    /// <summary>One step of the disk.</summary>
    public async ValueTask<StorageResult> DiskAsync(MemoryStep kind, Func<ValueTask<StorageResult>> step)
    {
        var result = await DieOrDoAsync(step);
        _world.DiskFaults.Count(kind, result.Fault);
        return result;
    }

    /// <summary>One step of the disk that yields something.</summary>
    public async ValueTask<StorageResult<T>> DiskAsync<T>(MemoryStep kind, Func<ValueTask<StorageResult<T>>> step)
    {
        var result = await DieOrDoAsync(step);
        _world.DiskFaults.Count(kind, result.Fault);
        return result;
    }

    /// <summary>Waits as long as a sync takes at the moment.</summary>
    public async ValueTask WaitForDiskAsync()
    {
        if (_world.DiskFaults.SyncTakes is var wait && wait > TimeSpan.Zero)
        {
            _world.Tally.Count(Scenarios.FaultKind.DiskSlow);
            await Task.Delay(wait, Time);
        }
    }

    private async ValueTask<T> DieOrDoAsync<T>(Func<ValueTask<T>> step)
    {
        if (Gate.IsClosed)
            throw new DeadProcessException();
        try
        {
            return await step();
        }
        catch (DeadProcessException)
        {
            Die();
            throw;
        }
    }
}
