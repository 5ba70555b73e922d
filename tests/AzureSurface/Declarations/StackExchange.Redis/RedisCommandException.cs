namespace StackExchange.Redis;

public sealed class RedisCommandException : Exception
{
    public RedisCommandException(string message)
        : base(message)
    {
    }
}
