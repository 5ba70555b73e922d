using StackExchange.Redis;

namespace Holdfast.Functions.Redis;

/// <summary>Where the multiplexer comes from. It may be another one at another time: an identity's token expires.</summary>
internal interface IRedisConnections
{
    /// <summary>The multiplexer to use now; the first call connects.</summary>
    ValueTask<RedisAnswer<IConnectionMultiplexer>> GetAsync();
}
