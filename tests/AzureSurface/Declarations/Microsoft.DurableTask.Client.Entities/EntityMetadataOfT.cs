using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

public class EntityMetadata<TState>
{
    public EntityMetadata(EntityInstanceId id, TState? state)
    {
        Id = id;
        State = state!;
    }

    public EntityInstanceId Id { get; }

    public TState State { get; }
}
