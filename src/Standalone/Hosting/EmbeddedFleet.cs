using Holdfast.Pipeline.Configuration;
using Holdfast.Standalone.Embedded;

namespace Holdfast.Standalone.Hosting;

/// <summary>Starts the embedded stores that the configuration names, each with the buckets that its targets need.</summary>
internal static class EmbeddedFleet
{
    /// <summary>Starts them all, or none.</summary>
    /// <returns>The stores, or why one of them could not start.</returns>
    public static async Task<(IReadOnlyList<EmbeddedStoreServer> Stores, string? Error)> StartAsync(
        HoldfastSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        var started = new List<EmbeddedStoreServer>();
        foreach (var store in settings.Table.Stores.Where(store => settings.Stores[store.Name].Embedded))
        {
            var buckets = settings.Table.Tiers
                .SelectMany(static tier => tier.Chain, static (tier, target) => (target.Store, target.Bucket, tier.Retention))
                .Where(target => string.Equals(target.Store, store.Name, StringComparison.Ordinal))
                .Select(static target => (target.Bucket, target.Retention))
                .ToList();
            var (server, error) = await EmbeddedStoreServer.StartAsync(store.Url, Path.Combine(settings.Data.Path, "stores", store.Name), buckets, time, cancellation);
            if (server is null)
            {
                foreach (var other in started)
                    await other.DisposeAsync();
                return ([], $"The embedded store '{store.Name}' cannot start at {store.Url}: {error}");
            }

            started.Add(server);
        }

        return (started, null);
    }
}
