using System.Text.Json;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Tests.Support;

/// <summary>
/// The entities of a task hub: states as JSON, operations in the order in which they come, and none while an orchestration holds the lock. An operation
/// that throws leaves the state as it was.
/// </summary>
internal sealed class EntityWorld(JsonSerializerOptions json)
{
    private readonly Dictionary<(string Name, string Key), string> _states = [];
    private readonly Dictionary<(string Name, string Key), Queue<(string Operation, string? Input)>> _held = [];
    private readonly Dictionary<string, Func<TaskEntityOperation, ValueTask<object?>>> _handlers = new(StringComparer.Ordinal);

    /// <summary>Every operation that was performed.</summary>
    public List<(string Name, string Key, string Operation)> Performed { get; } = [];

    /// <summary>The keys that are locked.</summary>
    public IEnumerable<string> Locked => _held.Keys.Select(static entity => entity.Key);

    public JsonSerializerOptions Json => json;

    public void Add(string name, Func<TaskEntityOperation, ValueTask<object?>> handler) => _handlers.Add(name, handler);

    public string? StateOf(EntityInstanceId id) => _states.GetValueOrDefault((id.Name, id.Key));

    public void SetState(EntityInstanceId id, string? state)
    {
        if (state is null)
            _states.Remove((id.Name, id.Key));
        else
            _states[(id.Name, id.Key)] = state;
    }

    public async Task<string?> PerformAsync(EntityInstanceId id, string operation, string? input)
    {
        if (_held.TryGetValue((id.Name, id.Key), out var held))
        {
            held.Enqueue((operation, input));
            return null;
        }

        Performed.Add((id.Name, id.Key, operation));
        var asked = new FakeOperation(id, operation, input, StateOf(id), json);
        var answer = await _handlers[id.Name](asked);
        SetState(id, asked.StateJson);
        return answer is null ? null : JsonSerializer.Serialize(answer, answer.GetType(), json);
    }

    public bool TryLock(EntityInstanceId id) => _held.TryAdd((id.Name, id.Key), new());

    public async Task UnlockAsync(EntityInstanceId id)
    {
        if (!_held.Remove((id.Name, id.Key), out var held))
            throw new InvalidOperationException("it is not locked");
        foreach (var (operation, input) in held)
            await PerformAsync(id, operation, input);
    }
}
