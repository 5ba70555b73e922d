namespace StackExchange.Redis;

public interface IRedis : IRedisAsync
{
}
