namespace StackExchange.Redis;

public readonly struct RedisValue : IEquatable<RedisValue>
{
    public static bool operator !=(RedisValue x, RedisValue y) => throw new NotSupportedException();

    public static bool operator ==(RedisValue x, RedisValue y) => throw new NotSupportedException();

    public bool Equals(RedisValue other) => throw new NotSupportedException();

    public override bool Equals(object? obj) => throw new NotSupportedException();

    public override int GetHashCode() => throw new NotSupportedException();

    public static implicit operator RedisValue(string? value) => throw new NotSupportedException();

    public static implicit operator RedisValue(byte[]? value) => throw new NotSupportedException();

    public static implicit operator string?(RedisValue value) => throw new NotSupportedException();

    public static implicit operator byte[]?(RedisValue value) => throw new NotSupportedException();
}
