namespace Holdfast.Soak.Traffic;

/// <summary>What producers share, and what the faults need to know of them. Safe for any number of threads.</summary>
/// <param name="holdfast">Where Holdfast takes writes, in every one of its lives.</param>
/// <param name="budget">How long an answer may take.</param>
internal sealed class SoakTraffic(Uri holdfast, TimeSpan budget) : IDisposable
{
    private readonly TimeSpan _budget = budget;
    private TrafficTally _minute = new(budget);

    /// <summary>Where Holdfast takes writes.</summary>
    public Uri Holdfast => holdfast;

    /// <summary>Whether Holdfast is there.</summary>
    public HoldfastLife Life { get; } = new();

    /// <summary>The span of time that is counted now.</summary>
    public TrafficTally Minute => Volatile.Read(ref _minute);

    /// <summary>Whether the deferred log is kept so small that 429 is the right answer.</summary>
    public bool LogIsSmall { get; set; }

    /// <summary>The tier whose primary may not be written to at present, because its time to live was seen to differ; null for none.</summary>
    public string? ForbiddenTier { get; set; }

    /// <summary>Requests begun while a primary was forbidden.</summary>
    public long Forbidden => Interlocked.Read(ref _forbidden);

    /// <summary>Those of them that landed there all the same.</summary>
    public long Trespassed => Interlocked.Read(ref _trespassed);

    /// <summary>The producers' connections.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler
    {
        UseProxy = false,
        MaxConnectionsPerServer = OpenLoop.MaxAttempts,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
    })
    { Timeout = TimeSpan.FromSeconds(30) };

    private long _forbidden;
    private long _trespassed;

    /// <summary>Begins the next span.</summary>
    /// <returns>The one that has ended.</returns>
    public TrafficTally Turn() => Interlocked.Exchange(ref _minute, new(_budget));

    /// <summary>An answer to a request that was begun and ended while a primary was forbidden.</summary>
    public void BesideForbidden(string route)
    {
        Interlocked.Increment(ref _forbidden);
        if (string.Equals(route, "primary", StringComparison.Ordinal))
            Interlocked.Increment(ref _trespassed);
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
