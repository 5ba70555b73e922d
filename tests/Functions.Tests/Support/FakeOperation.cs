using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Holdfast.Functions.Tests.Support;

/// <summary>One operation of an entity, with everything as JSON, as the engine hands it over.</summary>
internal sealed class FakeOperation(EntityInstanceId id, string name, string? input, string? state, JsonSerializerOptions json) : TaskEntityOperation
{
    private readonly FakeState _state = new(state, json);
    private readonly FakeContext _context = new(id);

    public override string Name => name;

    public override TaskEntityContext Context => _context;

    public override TaskEntityState State => _state;

    public override bool HasInput => input is not null;

    public string? StateJson => _state.Json;

    public override object? GetInput(Type inputType) => input is null ? null : JsonSerializer.Deserialize(input, inputType, json);

    private sealed class FakeState(string? state, JsonSerializerOptions json) : TaskEntityState
    {
        public string? Json { get; private set; } = state;

        public override bool HasState => Json is not null;

        public override object? GetState(Type type) => Json is null ? null : JsonSerializer.Deserialize(Json, type, json);

        public override void SetState(object? state) => Json = state is null ? null : JsonSerializer.Serialize(state, state.GetType(), json);
    }

    private sealed class FakeContext(EntityInstanceId id) : TaskEntityContext
    {
        public override EntityInstanceId Id => id;

        public override void SignalEntity(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null) => throw new NotSupportedException();

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null) => throw new NotSupportedException();
    }
}
