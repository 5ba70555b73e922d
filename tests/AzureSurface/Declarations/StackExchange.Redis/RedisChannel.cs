namespace StackExchange.Redis;

public readonly struct RedisChannel : IEquatable<RedisChannel>
{
    public RedisChannel(string value, RedisChannel.PatternMode mode)
    {
    }

    public static bool operator !=(RedisChannel x, RedisChannel y) => throw new NotSupportedException();

    public static bool operator ==(RedisChannel x, RedisChannel y) => throw new NotSupportedException();

    public bool Equals(RedisChannel other) => throw new NotSupportedException();

    public override bool Equals(object? obj) => throw new NotSupportedException();

    public override int GetHashCode() => throw new NotSupportedException();

    public enum PatternMode
    {
        Auto = 0,
        Literal = 1,
        Pattern = 2,
    }
}
