using System.Text.Json;
using Holdfast.Functions.Durable;
using Holdfast.Functions.Durable.Documents;
using Holdfast.Functions.Durable.Reconciling;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Functions.Tests.Support;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Reconciling;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Recovery;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Functions.Tests.Durable;

/// <summary>One instance's pipeline over fake stores, its activities, and a task hub around it, under virtual time.</summary>
internal sealed class DurableRig
{
    private DurableRig(ReconcilingRig reconciling, JsonSerializerOptions json)
    {
        Reconciling = reconciling;
        Json = json;
        Authority = new(Rig);
        Hub = new(json);
        Hub.Add(DurableNames.Breaker, Operate);
        Hub.Add(DurableNames.Document, DocumentEntity.Handle);
        Entities = new(Hub, Rig.Time);
        Client = new(Entities);
        Clients.Offer(Client);
        Calls = new(Clients, Rig.Time);
        Storage = new(Calls, Rig.Time);
        Comparison = new(Rig.Settings.Table, reconciling.Reconciler);
        var ports = Rig.Ports with { RewindPending = static _ => false, ReconcileAsync = Comparison.CompareAsync };
        Performer = new(Rig.Settings, Rig.Targets, Rig.Log, Rig.Prober, ports, Rig.Time);
        Work = new(Rig.Settings, new(), Performer, Rig.Rescue, Rig.Log, Authority, Rig.Time);
        Windows = new(Rig.Settings, reconciling.Reconciler, Comparison, reconciling.Book, Rig.Time);
        Lifecycle = new(Rig.Settings, Rig.Targets, Rig.Retention, Rig.Log, Storage, null, new(NullLogger<EventLog>.Instance), Rig.Time);
    }

    public ReconcilingRig Reconciling { get; }

    public WritingRig Rig => Reconciling.Rig;

    public JsonSerializerOptions Json { get; }

    public LocalAuthority Authority { get; }

    public EntityWorld Hub { get; }

    public FakeEntityClient Entities { get; }

    public FakeDurableClient Client { get; }

    public DurableClientHolder Clients { get; } = new();

    public EntityCalls Calls { get; }

    public EntityStorage Storage { get; }

    public StoreComparison Comparison { get; }

    public RecoveryPerformer Performer { get; }

    public StoreWork Work { get; }

    public WindowWork Windows { get; }

    public LifecycleWork Lifecycle { get; }

    public static async Task<DurableRig> StartAsync(VirtualWorld world, WritingRigOptions? options = null, JsonSerializerOptions? json = null)
    {
        var rig = new DurableRig(await ReconcilingRig.StartAsync(world, options ?? new() { Recovery = new() { Soak = TimeSpan.FromSeconds(30) } }), json ?? JsonSerializerOptions.Web);
        _ = rig.TickAsync();
        return rig;
    }

    public ReplayingEngine Recovery(bool dies = false)
    {
        var engine = new ReplayingEngine(RecoveryOrchestrator.RecoverAsync, Hub, Rig.Time, Json) { InstanceId = DurableNames.RecoveryOf("s0"), DiesAtEachActivity = dies };
        AddActivities(engine);
        return engine;
    }

    public ReplayingEngine Comparisons()
    {
        var engine = new ReplayingEngine(ReconcileOrchestrator.ReconcileAsync, Hub, Rig.Time, Json) { InstanceId = DurableNames.Reconcile };
        AddActivities(engine);
        return engine;
    }

    /// <summary>Takes the primary away until its breaker is open, with points that it is owed afterwards.</summary>
    public async Task KillAsync(int points = 20)
    {
        Rig.Primary.Refuse();
        for (var value = 1; value <= points; value++)
            await Rig.WriteAsync(ReconcilingRig.Past + value);
        Assert.Equal(BreakerMode.Open, Rig.Breakers["s0"].Snapshot.Mode);
        Rig.Primary.Recover();
    }

    public RecoveryStatus StatusOf(string status) => JsonSerializer.Deserialize<RecoveryStatus>(status, Json)!;

    /// <summary>The phases that the custom status has shown, one after the other.</summary>
    public List<RecoveryPhase> PhasesOf(ReplayingEngine engine)
    {
        var phases = new List<RecoveryPhase>();
        foreach (var phase in engine.Statuses.Select(status => StatusOf(status).Phase))
        {
            if (phases.Count == 0 || phases[^1] != phase)
                phases.Add(phase);
        }

        return phases;
    }

    private void AddActivities(ReplayingEngine engine)
    {
        engine.Add<StoreTask, StoreLook>(nameof(LookAtStore), task => new LookAtStore(Work, Clients).PerformAsync(task, Client, default));
        engine.Add<StoreTask, StoreDeed>(nameof(ProbeStore), task => new ProbeStore(Work, Clients).PerformAsync(task, Client, default));
        engine.Add<StoreTask, StoreDeed>(nameof(DrainDeferred), task => new DrainDeferred(Work, Clients).PerformAsync(task, Client, default));
        engine.Add<StoreTask, StoreDeed>(nameof(SampleStore), task => new SampleStore(Work, Clients).PerformAsync(task, Client, default));
        engine.Add<LifecycleTaskInput, LifecycleDeed>(nameof(SetLifecycle), task => new SetLifecycle(Lifecycle, Clients).PerformAsync(task, Client, default));
        engine.Add<TierTask, TierLook>(nameof(LookAtTiers), task => new LookAtTiers(Windows, Clients).PerformAsync(task, Client, default));
        engine.Add<WindowPlanTask, WindowPlan>(nameof(PlanWindows), task => new PlanWindows(Windows, Clients).PerformAsync(task, Client, default));
        engine.Add<WindowTask, WindowDeed>(nameof(CompareWindow), task => new CompareWindow(Windows, Clients).PerformAsync(task, Client, default));
        engine.Add<WindowTask, WindowDeed>(nameof(RepairWindow), task => new RepairWindow(Windows, Clients).PerformAsync(task, Client, default));
        engine.Add<ReportTask, KeptReport>(nameof(KeepReport), task => new KeepReport(Windows, Clients).PerformAsync(task, Client, default));
    }

    /// <summary>The breaker's entity, in place of the real one: what is called to it reaches the instance's own breaker.</summary>
    private ValueTask<object?> Operate(TaskEntityOperation operation)
    {
        if (operation.Name == DurableNames.IsolateEvent)
            Rig.Breakers.Isolate(operation.Context.Id.Key, (operation.GetInput(typeof(AuthorityEvent.Isolate)) as AuthorityEvent.Isolate)?.Reason ?? "");
        if (operation.Name == DurableNames.RestoreEvent)
            Rig.Breakers.Restore(operation.Context.Id.Key);
        return ValueTask.FromResult<object?>(null);
    }

    private async Task TickAsync()
    {
        while (true)
            await Rig.PassAsync(1);
    }
}
