namespace StackExchange.Redis;

public interface IDatabase : IRedis, IRedisAsync, IDatabaseAsync
{
}
