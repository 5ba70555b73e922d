namespace StackExchange.Redis;

public readonly struct RedisKey : IEquatable<RedisKey>
{
    public static bool operator !=(RedisKey x, RedisKey y) => throw new NotSupportedException();

    public static bool operator ==(RedisKey x, RedisKey y) => throw new NotSupportedException();

    public bool Equals(RedisKey other) => throw new NotSupportedException();

    public override bool Equals(object? obj) => throw new NotSupportedException();

    public override int GetHashCode() => throw new NotSupportedException();

    public static implicit operator RedisKey(string? key) => throw new NotSupportedException();
}
