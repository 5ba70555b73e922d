namespace Holdfast.Standalone.Embedded.Http;

/// <summary>What the endpoints of one store share.</summary>
internal sealed class StoreServices : IDisposable
{
    /// <summary>What the bodies being taken at once may hold: beyond it writes are throttled with 503, as InfluxDB does.</summary>
    public const long MaxBodyBytesAtOnce = 256L * 1024 * 1024;

    public StoreServices(EmbeddedStore store)
    {
        Store = store;
        Queries = new SemaphoreSlim(store.Options.MaxConcurrentQueries);
    }

    public EmbeddedStore Store { get; }

    public BodyBudget Bodies { get; } = new(MaxBodyBytesAtOnce);

    /// <summary>The queries that may run now.</summary>
    public SemaphoreSlim Queries { get; }

    public void Dispose() => Queries.Dispose();
}
