using System.Diagnostics.Metrics;
using Holdfast.Pipeline;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Stores;
using Holdfast.Routing.Contracts;
using Holdfast.Simulation.Scheduling;
using Holdfast.Simulation.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Simulation.World;

/// <summary>One incarnation of a process, from its start to its death: the real wiring on a simulated wire and clock.</summary>
internal abstract class SimProcess
{
    private readonly SimWorld _world;
    private readonly List<SimCall> _open = [];
    private ServiceProvider? _services;

    /// <summary>A process that has not started yet.</summary>
    /// <param name="world">The world.</param>
    /// <param name="number">How many came before it.</param>
    /// <param name="setOff">How far its wall clock is off.</param>
    protected SimProcess(SimWorld world, int number, Func<TimeSpan> setOff)
    {
        _world = world;
        Number = number;
        Gate = new(world.Scheduler);
        Time = new(world.Scheduler, Gate, setOff);
        StartedAt = world.Scheduler.Now;
    }

    /// <summary>How many came before it.</summary>
    public int Number { get; }

    public Gate Gate { get; }

    public GateTime Time { get; }

    /// <summary>The world's time at which it was started, in ticks.</summary>
    public long StartedAt { get; }

    /// <summary>How long it stood still, in all.</summary>
    public TimeSpan StoodStill { get; set; }

    /// <summary>Whether it takes requests.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The pipeline's services, once it is ready.</summary>
    public IServiceProvider Services => _services ?? throw new InvalidOperationException("the process has not started");

    public BreakerRegistry Breakers => Services.GetRequiredService<BreakerRegistry>();

    public IDeferredLog Log => Services.GetRequiredService<IDeferredLog>();

    /// <summary>The requests that it has not answered yet.</summary>
    public IReadOnlyList<SimCall> Open => _open;

    /// <summary>Starts as its head does, and takes requests in the end.</summary>
    public abstract Task StartAsync();

    /// <summary>Whether what it sends to a store, and the answers, get nowhere.</summary>
    public virtual bool IsCutFrom(SimStore store) => false;

    /// <summary>
    /// Whether what it committed between two moments may come to stand before what others committed before: it had no means to tell them in time.
    /// </summary>
    public virtual bool IsFrail(TimeSpan from, TimeSpan to) => false;

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

    /// <summary>Wires the pipeline, with what its head adds.</summary>
    protected void Wire(Action<IServiceCollection> head)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<StoreTransportFactory>((store, _) => new SimTransport(this, _world.StoreNamed(store.Definition.Name)));
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddHoldfastPipeline(_world.Scenario.Settings, ContractSet.Empty, unchecked((ulong)_world.Scenario.Seed * 1_000_003UL + (ulong)Number));
        head(services);
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<PipelineWiring>().Connect();
        Breakers.Listen(change => _world.Watch.Changed(this, change));
    }

    /// <summary>It takes requests from now on.</summary>
    protected void Listen()
    {
        IsReady = true;
        _world.Started(this);
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
