namespace Holdfast.Pipeline.Configuration;

/// <summary>Section <c>Holdfast:Limits</c>: what one request, and all requests together, may take.</summary>
public sealed record LimitOptions
{
    /// <summary>The largest body as it comes over the wire, in bytes, 1 KiB to 1 GiB; larger is 413. InfluxDB's own limit is the default.</summary>
    public int MaxBodyBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>The largest body after gzip expansion, in bytes; larger is 413. At least <see cref="MaxBodyBytes"/>, at most 1 GiB.</summary>
    public int MaxExpandedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The longest line, in bytes; longer is rejected as <c>line_too_long</c>. 64 B to 64 MiB, at most <see cref="MaxExpandedBytes"/>.</summary>
    public int MaxLineBytes { get; init; } = 1024 * 1024;

    /// <summary>Write requests in flight at once; beyond, 429. 1 to 1,000,000.</summary>
    public int MaxRequests { get; init; } = 2048;

    /// <summary>
    /// Bytes in flight at once over all requests: bodies, expanded, and the lines that are made of them, each with a timestamp of 19 digits; beyond,
    /// 429. A request that alone needs more is 413: text with timestamps in nanoseconds needs two times its size and 22 bytes for each line until
    /// it is read, and two times its size then; the shortest lines without timestamps six times. The process may hold about three times as much, and more where the
    /// shortest lines get timestamps: what was in flight stays in pools, or until the collector comes. At least <see cref="MaxExpandedBytes"/>, at most 1 TiB.
    /// </summary>
    public long MaxBytesInFlight { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// How long a body may take to arrive, from its first byte; longer is 408. 100 ms to 1 h. Without it whoever sends a byte now and then would
    /// keep what was reserved for the others.
    /// </summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Standalone: how long the headers of a request may take to arrive; longer is 408. 100 ms to 10 min.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Standalone: connections at once, idle ones included; 1 to 1,000,000. Beyond, the one that has been idle longest is closed in favour of the
    /// new one; where a request is under way on each, the new one is closed as soon as it is made. Up to a tenth more, and 8 at least, may be
    /// on their way out. Each takes a file descriptor and some 10 KiB.
    /// </summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>How far ahead of this machine's clock a timestamp may lie; further is rejected as <c>too_far_in_future</c>. 0 to 36,500 days.</summary>
    public TimeSpan FutureTolerance { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The rejected lines of one request that are listed one by one; those beyond are kept together as one dead letter. 1 to 1,000,000.</summary>
    public int MaxListedRejections { get; init; } = 1000;

    /// <summary>How many answers are remembered by idempotency key; 1 to 10,000,000.</summary>
    public int IdempotencyEntries { get; init; } = 100_000;

    /// <summary>How long an answer is remembered by its idempotency key; 1 s to 7 days.</summary>
    public TimeSpan IdempotencyAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The most distinct values of one tag key of one measurement in one tier; 1 to 100,000,000. InfluxDB's own limit is the default.</summary>
    public int MaxTagValues { get; init; } = 100_000;

    /// <summary>The most fields that are learnt in one tier, over all measurements; 1 to 100,000,000.</summary>
    public int MaxFields { get; init; } = 100_000;

    /// <summary>
    /// The most tag values that are remembered in one tier, over all tag keys; 8 to 16 bytes of memory each. At least
    /// <see cref="MaxTagValues"/>, at most 1,000,000,000.
    /// </summary>
    public int MaxTagValuesInTier { get; init; } = 2_000_000;
}
