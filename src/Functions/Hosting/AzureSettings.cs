namespace Holdfast.Functions.Hosting;

/// <summary>Section <c>Holdfast:Azure</c>: what only the Azure head needs. Immutable.</summary>
public sealed record AzureSettings
{
    /// <summary>Key <c>Redis:Endpoint</c>: <c>host:port</c> of an Azure Managed Redis that is reached by identity over TLS; null when there is none.</summary>
    public string? RedisEndpoint { get; init; }

    /// <summary>Key <c>Redis:Connection</c>: a StackExchange.Redis connection string, for local use; null when there is none.</summary>
    public string? RedisConnection { get; init; }

    /// <summary>Key <c>Redis:User</c>: the object id of the identity that logs in at <see cref="RedisEndpoint"/>; null to take it from its token.</summary>
    public string? RedisUser { get; init; }

    /// <summary>
    /// Key <c>Staleness</c>: how old the authority's word on a breaker may be; beyond, the instance goes on alone and counts that. 1 s to 10 min,
    /// longer than <see cref="Report"/>.
    /// </summary>
    public TimeSpan Staleness { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Key <c>Report</c>: about how often an instance tells the authority what it has seen. 100 ms to 1 min.</summary>
    public TimeSpan Report { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Key <c>DrainFor</c>: how long one drain activity works before it hands its progress back. 1 s to 4 min, within the host's function timeout.</summary>
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Key <c>MaxMessageBytes</c>: the largest message that the Service Bus namespace takes, its properties included: 256 KiB in the Standard tier,
    /// up to 100 MiB in Premium. 64 KiB to 100 MiB.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>Whether there is a Redis at all.</summary>
    public bool HasRedis => RedisEndpoint is not null || RedisConnection is not null;
}
