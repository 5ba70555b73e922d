using System.Diagnostics.Metrics;
using Holdfast.Pipeline;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Routing.Contracts;
using Holdfast.Simulation.Scheduling;
using Holdfast.Simulation.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Simulation.World;

/// <summary>One incarnation of the process, from its start to its death: the real wiring on a simulated disk, wire and clock.</summary>
internal sealed class SimProcess
{
    private readonly SimWorld _world;
    private readonly IStorage _root;
    private readonly GateTime _time;
    private readonly List<SimCall> _open = [];
    private ServiceProvider? _services;

    public SimProcess(SimWorld world, int number)
    {
        _world = world;
        Number = number;
        Gate = new(world.Scheduler);
        _time = new(world.Scheduler, Gate, () => world.ClockSetOff);
        StartedAt = world.Scheduler.Now;
        _root = new SimStorage(this, world.Disk.Root());
    }

    /// <summary>How many came before it.</summary>
    public int Number { get; }

    public Gate Gate { get; }

    /// <summary>The world's time at which it was started, in ticks.</summary>
    public long StartedAt { get; }

    /// <summary>Whether it takes requests.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The pipeline's services, once it is ready.</summary>
    public IServiceProvider Services => _services ?? throw new InvalidOperationException("the process has not started");

    public BreakerRegistry Breakers => Services.GetRequiredService<BreakerRegistry>();

    public FileDeferredLog Log => Services.GetRequiredService<FileDeferredLog>();

    /// <summary>The requests that it has not answered yet.</summary>
    public IReadOnlyList<SimCall> Open => _open;

    /// <summary>Starts as Standalone does: data, wiring, saved states, verification of the targets, loops, and last the listening.</summary>
    public async Task StartAsync()
    {
        var settings = _world.Scenario.Settings;
        var log = await FileDeferredLog.OpenAsync(_root, settings.Data, _time, CancellationToken.None);
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

        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<StoreTransportFactory>((store, _) => new SimTransport(this, _world.StoreNamed(store.Definition.Name)));
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddHoldfastPipeline(settings, ContractSet.Empty, unchecked((ulong)_world.Scenario.Seed * 1_000_003UL + (ulong)Number));
        services.AddSingleton(_root);
        services.AddSingleton(log.Value);
        services.AddSingleton<IDeferredLog>(log.Value);
        services.AddSingleton<IDeadLetters>(letters.Value);
        services.AddSingleton<OwedExpiry>();
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<PipelineWiring>().Connect();
        Breakers.Listen(change => _world.Watch.Changed(this, change));
        var head = new SimHead(_world, this, _root, _time);
        await head.PrepareAsync();
        head.Start();
        IsReady = true;
        _world.Started(this);
    }

    /// <summary>Takes a request. <paramref name="answered"/> is told the answer, or null when the connection is lost first.</summary>
    public void Write(IngestRequest request, Action<IngestReply?> answered)
    {
        var call = new SimCall(request, _world.Scheduler.Now, answered);
        _open.Add(call);
        Gate.Post(() => _ = AnswerAsync(call));
    }

    /// <summary>Kills it: nothing of it runs any more, and who waits for it sees a lost connection.</summary>
    public void Die()
    {
        if (Gate.IsClosed)
            return;
        Gate.Close();
        IsReady = false;
        var lost = _open.ToList();
        _open.Clear();
        _world.Died(this, lost);
    }

    /// <summary>
    /// Gives back what outlives a process within this one: its meters. The services as a whole would be waited for, and what they do is as
    /// dead as their process.
    /// </summary>
    public void Release() => _services?.GetRequiredService<IMeterFactory>().Dispose();

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
            await Task.Delay(wait, _time);
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

    private async Task AnswerAsync(SimCall call)
    {
        IngestReply reply;
        try
        {
            reply = await Services.GetRequiredService<Ingestor>().WriteAsync(call.Request);
        }
        catch (Exception bug)
        {
            if (!Gate.IsClosed)
                _world.Violate("bug", $"a request threw {bug}");
            return;
        }

        if (Gate.IsClosed || !_open.Remove(call))
            return;
        _world.Watch.Answering(this, call);
        call.Answered(reply);
    }
}
