using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Tests.Support;

/// <summary>An orchestration's way to entities. In a critical section it may call none but those that it has locked, and lock no more.</summary>
internal sealed class ReplayingEntities(ReplayingContext context) : TaskOrchestrationEntityFeature
{
    private IReadOnlyList<EntityInstanceId>? _locked;

    public override Task<TResult> CallEntityAsync<TResult>(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
        context.Open<TResult>(new("call", operationName, context.Write(input)) { Entity = (id.Name, id.Key) });

    public override Task CallEntityAsync(EntityInstanceId id, string operationName, object? input = null, CallEntityOptions? options = null) =>
        CallEntityAsync<object>(id, operationName, input, options);

    public override Task SignalEntityAsync(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        context.Record(new("signal", operationName, context.Write(input)) { Entity = (id.Name, id.Key) });
        return Task.CompletedTask;
    }

    public override async Task<IAsyncDisposable> LockEntitiesAsync(IEnumerable<EntityInstanceId> entityIds)
    {
        if (_locked is not null)
            throw new InvalidOperationException("a critical section within a critical section");
        var ids = entityIds.ToList();
        var id = ids.Single();
        await context.Open<object>(new("lock", "", null) { Entity = (id.Name, id.Key) });
        _locked = ids;
        return new Section(this, id);
    }

    public override bool InCriticalSection([NotNullWhen(true)] out IReadOnlyList<EntityInstanceId>? entityIds)
    {
        entityIds = _locked;
        return _locked is not null;
    }

    private sealed class Section(ReplayingEntities entities, EntityInstanceId id) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            entities._locked = null;
            entities.Leave(id);
            return ValueTask.CompletedTask;
        }
    }

    private void Leave(EntityInstanceId id) => context.Record(new("unlock", "", null) { Entity = (id.Name, id.Key) });
}
