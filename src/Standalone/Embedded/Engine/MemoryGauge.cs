namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>The estimated bytes that a store's points take in memory, across its buckets, and their limit. Thread-safe.</summary>
internal sealed class MemoryGauge
{
    private long _used;

    public MemoryGauge(long limit) => Limit = limit;

    public long Limit { get; }

    public long Used => Interlocked.Read(ref _used);

    public void Add(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>
    /// Whether a body of this size may still be taken: what is held and the body together must not exceed the limit. Concurrent writers
    /// may pass together, so the limit is overrun by at most the bodies in flight.
    /// </summary>
    public bool Admits(long bodyBytes) => Used + bodyBytes <= Limit;
}
