namespace StackExchange.Redis;

public sealed class RedisServerException : RedisException
{
    private RedisServerException()
        : base("")
    {
    }
}
