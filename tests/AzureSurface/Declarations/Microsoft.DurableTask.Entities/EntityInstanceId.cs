namespace Microsoft.DurableTask.Entities;

public readonly struct EntityInstanceId : IEquatable<EntityInstanceId>
{
    public EntityInstanceId(string name, string key)
    {
        Name = name;
        Key = key;
    }

    public string Name { get; }

    public string Key { get; }

    public static bool operator ==(EntityInstanceId left, EntityInstanceId right) => throw new NotSupportedException();

    public static bool operator !=(EntityInstanceId left, EntityInstanceId right) => throw new NotSupportedException();

    public bool Equals(EntityInstanceId other) => throw new NotSupportedException();

    public override bool Equals(object? obj) => throw new NotSupportedException();

    public override int GetHashCode() => throw new NotSupportedException();
}
