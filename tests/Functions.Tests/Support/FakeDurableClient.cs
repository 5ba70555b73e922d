using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace Holdfast.Functions.Tests.Support;

/// <summary>A task hub as its client sees it: instances by id, of which a running one cannot be started again.</summary>
internal sealed class FakeDurableClient(DurableEntityClient entities) : DurableTaskClient("fake")
{
    public Dictionary<string, OrchestrationMetadata> Instances { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Every start that was taken on.</summary>
    public List<(string Orchestrator, string Id, string Input)> Started { get; init; } = [];

    /// <summary>Runs what is started; null, and it stays pending.</summary>
    public Action<TaskName, string, object?>? Begins { get; init; }

    /// <summary>What every call for an instance throws; null to work.</summary>
    public Exception? Trouble { get; set; }

    public int Asked { get; private set; }

    public override DurableEntityClient Entities => entities;

    public void Set(string id, OrchestrationRuntimeStatus status, object? custom = null) => Instances[id] = new("any", id)
    {
        RuntimeStatus = status,
        SerializedCustomStatus = custom is null ? null : JsonSerializer.Serialize(custom, custom.GetType(), JsonSerializerOptions.Web),
    };

    public override Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        Asked++;
        return Trouble is null ? Task.FromResult(Instances.GetValueOrDefault(instanceId)) : Task.FromException<OrchestrationMetadata?>(Trouble);
    }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        var id = options?.InstanceId ?? throw new InvalidOperationException("every workflow of Holdfast has its own id");
        if (Instances.TryGetValue(id, out var known) && known.RuntimeStatus is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending)
            throw new InvalidOperationException("an instance with this id is running");
        Started.Add((orchestratorName.Name, id, JsonSerializer.Serialize(input)));
        Set(id, OrchestrationRuntimeStatus.Pending);
        Begins?.Invoke(orchestratorName, id, input);
        return Task.FromResult(id);
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
