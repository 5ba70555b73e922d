namespace StackExchange.Redis;

public readonly struct HashEntry : IEquatable<HashEntry>
{
    public static bool operator ==(HashEntry x, HashEntry y) => throw new NotSupportedException();

    public static bool operator !=(HashEntry x, HashEntry y) => throw new NotSupportedException();

    public RedisValue Name => throw new NotSupportedException();

    public RedisValue Value => throw new NotSupportedException();

    public bool Equals(HashEntry other) => throw new NotSupportedException();

    public override bool Equals(object? obj) => throw new NotSupportedException();

    public override int GetHashCode() => throw new NotSupportedException();
}
