namespace StackExchange.Redis;

public interface ISubscriber : IRedis, IRedisAsync
{
    Task SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> handler, CommandFlags flags = CommandFlags.None);
}
