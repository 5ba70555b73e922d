using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Durable.Documents;

/// <summary>
/// A small document that all instances share, one entity each: what lifecycle tasks are paused, reports of comparisons, learnt field types. One
/// operation, <see cref="Replace"/>; it is read without one. Some of them are locked only, and hold nothing.
/// </summary>
public static class DocumentEntity
{
    /// <summary>Replaces the document; input <see cref="DocumentChange"/>.</summary>
    public const string Replace = "replace";

    /// <summary>The entity.</summary>
    [Function(nameof(DocumentEntity))]
    public static Task DispatchAsync([EntityTrigger(EntityName = DurableNames.Document)] TaskEntityDispatcher dispatcher)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        return dispatcher.DispatchAsync(Handle);
    }

    /// <summary>Performs an operation; one that there is not changes nothing.</summary>
    public static ValueTask<object?> Handle(TaskEntityOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        if (string.Equals(operation.Name, Replace, StringComparison.OrdinalIgnoreCase) && operation.HasInput
            && operation.GetInput(typeof(DocumentChange)) is DocumentChange { Stamp: not null } change)
            operation.State.SetState(Document.Apply(StateOf(operation.State), change));
        return ValueTask.FromResult<object?>(null);
    }

    private static Document? StateOf(TaskEntityState state)
    {
        try
        {
            return state.HasState ? state.GetState(typeof(Document)) as Document : null;
        }
        catch (JsonException)
        {
            // It is replaced as a whole anyway.
            return null;
        }
    }
}
