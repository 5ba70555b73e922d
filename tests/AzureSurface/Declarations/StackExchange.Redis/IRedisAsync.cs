namespace StackExchange.Redis;

public interface IRedisAsync
{
}
