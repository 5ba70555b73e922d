using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Telemetry;

namespace Holdfast.RedisLive.Support;

/// <summary>What one instance has of Redis: a connection of its own, and all that stands on it.</summary>
internal sealed class Claimant : IDisposable
{
    /// <summary>Far beyond what a busy machine needs: a slow answer must not count as none where the test is not about that.</summary>
    public static readonly TimeSpan Unhurried = TimeSpan.FromSeconds(20);

    private readonly LiveConnections _connections;
    private readonly LiveMeters _meters = new();

    public Claimant(string endpoints, string name, TimeSpan? limit = null, TimeSpan? lease = null)
    {
        _connections = new(endpoints);
        Faults = new(TimeProvider.System);
        Redis = new StackExchangeRedis(_connections, Faults);
        Guard = new(Redis, limit ?? Unhurried, TimeProvider.System);
        Tally = new(new HoldfastMetrics(_meters));
        Keys = new(
            new IdempotencyCache(new(), TimeProvider.System), Guard, Tally, new(), name, lease ?? RedisIdempotency.DefaultLease, TimeProvider.System);
    }

    public RedisFaults Faults { get; }

    public StackExchangeRedis Redis { get; }

    public RedisGuard Guard { get; }

    public RedisTally Tally { get; }

    public RedisIdempotency Keys { get; }

    public void Dispose()
    {
        _connections.Dispose();
        _meters.Dispose();
    }
}
