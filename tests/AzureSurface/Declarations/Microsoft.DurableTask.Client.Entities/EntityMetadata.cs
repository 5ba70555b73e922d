using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

public sealed class EntityMetadata : EntityMetadata<SerializedData>
{
    public EntityMetadata(EntityInstanceId id, SerializedData? state = null)
        : base(id, state)
    {
    }
}
