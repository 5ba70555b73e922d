using Holdfast.Pipeline.Configuration;
using Holdfast.Standalone.Embedded;

namespace Holdfast.Standalone.Hosting;

/// <summary>Starts the embedded stores that the configuration names, each with the buckets that its targets need.</summary>
internal static class EmbeddedFleet
{
    private const string Folder = "stores";

    /// <summary>Starts them all, or none.</summary>
    /// <returns>The stores, or why one of them could not start.</returns>
    public static async Task<(IReadOnlyList<EmbeddedStoreServer> Stores, string? Error)> StartAsync(
        HoldfastSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        var started = new List<EmbeddedStoreServer>();
        foreach (var store in settings.Table.Stores.Where(store => settings.Stores[store.Name].Embedded))
        {
            var options = new EmbeddedStoreOptions
            {
                DataPath = Path.Combine(settings.Data.Path, Folder, store.Name),
                Buckets = BucketsOf(settings, store.Name),
            };
            var server = await EmbeddedStoreServer.StartAsync(options, store.Url, time, cancellation);
            if (server.Succeeded)
            {
                started.Add(server.Value);
                continue;
            }

            foreach (var other in started)
                await other.DisposeAsync();
            return ([], $"The embedded store '{store.Name}' cannot start at {store.Url}: {server.Message} "
                + $"Stop whoever uses the address, or give the store another one in Holdfast:Stores:{store.Name}:Url.");
        }

        return (started, null);
    }

    private static List<EmbeddedBucket> BucketsOf(HoldfastSettings settings, string store) =>
        [.. settings.Table.Tiers
            .SelectMany(static tier => tier.Chain, static (tier, target) => (target.Store, target.Bucket, tier.Retention))
            .Where(target => string.Equals(target.Store, store, StringComparison.Ordinal))
            .Select(static target => new EmbeddedBucket(target.Bucket, target.Retention))];
}
