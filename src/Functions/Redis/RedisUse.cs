namespace Holdfast.Functions.Redis;

/// <summary>What Redis is asked for.</summary>
internal enum RedisUse
{
    /// <summary>Claims of idempotency keys.</summary>
    Claims = 0,

    /// <summary>The breakers' snapshots.</summary>
    Snapshots,
}
