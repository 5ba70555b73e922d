using System.Text.Json;
using Holdfast.Functions.Durable;
using Holdfast.Functions.Durable.Breakers;
using Holdfast.Functions.Durable.Documents;
using Holdfast.Functions.Durable.Reconciling;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Functions.Tests.Support;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Tests.EndToEnd;

/// <summary>
/// The one task hub of all instances: runs the orchestrations that are started, each activity on the next instance that lives. An activity whose
/// instance dies is performed again, on another, when its message becomes visible again.
/// </summary>
internal sealed class TaskHub
{
    /// <summary>How long the engine leaves an activity to an instance that does not answer.</summary>
    private static readonly TimeSpan Visibility = TimeSpan.FromMinutes(1);

    private readonly VirtualTime _time;
    private readonly List<HeadInstance> _instances = [];
    private readonly Dictionary<string, OrchestrationMetadata> _metadata = new(StringComparer.Ordinal);
    private int _next;

    public TaskHub(VirtualTime time)
    {
        _time = time;
        Entities.Add(DurableNames.Breaker, operation => Living().Services.GetRequiredService<BreakerOperations>().HandleAsync(operation));
        Entities.Add(DurableNames.Document, DocumentEntity.Handle);
    }

    public EntityWorld Entities { get; } = new(JsonSerializerOptions.Default);

    /// <summary>Every start that was taken on.</summary>
    public List<(string Orchestrator, string Id, string Input)> Started { get; } = [];

    /// <summary>The engines by instance id; of an id that was started again the last.</summary>
    public Dictionary<string, ReplayingEngine> Engines { get; } = new(StringComparer.Ordinal);

    /// <summary>Which instance performs which activity now.</summary>
    public List<(HeadInstance Instance, string Activity)> Performing { get; } = [];

    public OrchestrationRuntimeStatus? StatusOf(string id) => _metadata.GetValueOrDefault(id)?.RuntimeStatus;

    public void Join(HeadInstance instance) => _instances.Add(instance);

    /// <summary>The hub's client, as the host of one instance gives it out.</summary>
    public FakeDurableClient ClientOf(LifeLine life) => new(new FakeEntityClient(Entities, _time) { Trouble = _ => life.StopAsync() })
    {
        Instances = _metadata,
        Started = Started,
        Begins = Begin,
    };

    private HeadInstance Living()
    {
        do
            _next = (_next + 1) % _instances.Count;
        while (_instances[_next].Life.IsCut);
        return _instances[_next];
    }

    private void Begin(TaskName name, string id, object? input)
    {
        Func<TaskOrchestrationContext, Task> orchestrator = name.Name == nameof(RecoveryOrchestrator) ? RecoveryOrchestrator.RecoverAsync : ReconcileOrchestrator.ReconcileAsync;
        var engine = new ReplayingEngine(orchestrator, Entities, _time, JsonSerializerOptions.Default)
        {
            InstanceId = id,
            StatusChanged = status => Set(name, id, OrchestrationRuntimeStatus.Running, status),
            EventSent = (to, sent, payload) => Engines.GetValueOrDefault(to)?.Raise(sent, payload),
        };
        Engines[id] = engine;
        AddActivities(engine);
        _ = RunAsync(engine, name, id, input);
    }

    private async Task RunAsync(ReplayingEngine engine, TaskName name, string id, object? input)
    {
        await Task.Yield();
        try
        {
            await engine.RunAsync(input);
            Set(name, id, OrchestrationRuntimeStatus.Completed, engine.Statuses.LastOrDefault());
        }
        catch (Exception failure)
        {
            Set(name, id, OrchestrationRuntimeStatus.Failed, JsonSerializer.Serialize(failure.ToString()));
        }
    }

    private void Set(TaskName name, string id, OrchestrationRuntimeStatus status, string? custom) =>
        _metadata[id] = new(name.Name, id) { RuntimeStatus = status, SerializedCustomStatus = custom };

    private void AddActivities(ReplayingEngine engine)
    {
        Add<LookAtStore, StoreTask, StoreLook>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<ProbeStore, StoreTask, StoreDeed>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<DrainDeferred, StoreTask, StoreDeed>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<SampleStore, StoreTask, StoreDeed>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<SetLifecycle, LifecycleTaskInput, LifecycleDeed>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<LookAtTiers, TierTask, TierLook>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<PlanWindows, WindowPlanTask, WindowPlan>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<CompareWindow, WindowTask, WindowDeed>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<RepairWindow, WindowTask, WindowDeed>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
        Add<KeepReport, ReportTask, KeptReport>(engine, static (function, task, client) => function.PerformAsync(task, client, default));
    }

    private void Add<TFunction, TIn, TOut>(ReplayingEngine engine, Func<TFunction, TIn, DurableTaskClient, Task<TOut>> call) => engine.Add<TIn, TOut>(typeof(TFunction).Name, async input =>
    {
        while (true)
        {
            var instance = Living();
            var performing = (instance, typeof(TFunction).Name);
            Performing.Add(performing);
            var answer = call(ActivatorUtilities.CreateInstance<TFunction>(instance.Services), input, instance.Client);
            await Task.WhenAny(answer, instance.Life.Death);
            Performing.Remove(performing);
            if (answer.IsCompleted)
                return await answer;
            await Task.Delay(Visibility, _time);
        }
    });
}
