using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Overview;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Functions.Redis.Identity;

/// <summary>Registers what stands on Redis.</summary>
internal static class RedisServices
{
    /// <summary>
    /// Adds the claims and the board of snapshots in Redis, all of it singletons, in place of the pipeline's own claims. Nothing connects before
    /// the first question.
    /// </summary>
    /// <param name="services">The head's services; the pipeline is added too.</param>
    /// <param name="instance">Random, drawn once per process: tells its leases from all others'. No more than letters, digits and dashes.</param>
    /// <param name="connector">Makes the connector.</param>
    public static IServiceCollection AddHoldfastRedis(this IServiceCollection services, string instance, Func<TimeProvider, RedisConnector> connector)
    {
        services.AddSingleton(provider => connector(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IRedisConnections>(static provider => provider.GetRequiredService<RedisConnector>());
        services.AddSingleton<RedisFaults>();
        services.AddSingleton<IRedis, StackExchangeRedis>();
        services.AddSingleton<RedisTally>();
        services.AddSingleton<RedisUseSource>(static provider => provider.GetRequiredService<RedisTally>().Look);
        services.AddSingleton<IIdempotency>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            return new RedisIdempotency(
                provider.GetRequiredService<IdempotencyCache>(), new(provider.GetRequiredService<IRedis>(), RedisGuard.DefaultLimit, time),
                provider.GetRequiredService<RedisTally>(), provider.GetRequiredService<LimitOptions>(),
                instance, RedisIdempotency.DefaultLease, time);
        });
        services.AddSingleton<ISnapshotBoard>(static provider => new RedisBreakerSnapshots(
            provider.GetRequiredService<IRedis>(), RedisGuard.DefaultLimit, provider.GetRequiredService<RedisTally>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
