namespace StackExchange.Redis;

public sealed class RedisConnectionException : RedisException
{
    private RedisConnectionException()
        : base("")
    {
    }
}
