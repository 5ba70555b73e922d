using Holdfast.Pipeline.Configuration;
using Holdfast.Standalone.Embedded;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>
/// Three embedded stores and a Holdfast before them. The store in the middle of every chain is a trap: its buckets' time to live is a day
/// longer, so that not one point may ever go there.
/// </summary>
internal static class EmbeddedGround
{
    /// <summary>The store whose time to live differs.</summary>
    public const string Misfit = "misfit";

    private static readonly string[] Names = ["primary", Misfit, "replica"];

    private static readonly (string Name, TimeSpan Retention)[] Tiers =
        [("hot", TimeSpan.FromDays(7)), ("warm", TimeSpan.FromDays(30)), ("cold", TimeSpan.FromDays(365))];

    /// <summary>Starts the stores; Holdfast is not started yet.</summary>
    /// <returns>The ground, or why a store cannot be started.</returns>
    public static async Task<(DrillGround? Ground, string? Error)> StartAsync(DrillTimes times, TimeProvider time, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("holdfast-drill-");
        var stores = new List<DrillStore>();
        foreach (var name in Names)
        {
            var buckets = Tiers.Select(tier => new EmbeddedBucket(BucketOf(tier.Name), tier.Retention + (IsMisfit(name) ? TimeSpan.FromDays(1) : TimeSpan.Zero)));
            var (store, error) = await DrillStore.StartAsync(name, folder.FullName, [.. buckets], time, cancellation);
            if (store is not null)
            {
                stores.Add(store);
                continue;
            }

            foreach (var started in stores)
                await started.DisposeAsync();
            folder.Delete(recursive: true);
            return (null, $"The embedded store '{name}' cannot be started: {error}");
        }

        var delivery = new DeliveryOptions();
        return (new([.. Arguments(stores, folder, times)], stores, folder)
        {
            Tiers = [.. Tiers.Select(static tier => new DrillTier(tier.Name, BucketOf(tier.Name), null, Names[0]))],
            Targets = [.. stores.SelectMany(static store => Tiers.Select(tier => new DrillTarget(
                store.Settings, BucketOf(tier.Name), tier.Name, string.Equals(store.Name, Names[0], StringComparison.Ordinal), !IsMisfit(store.Name))))],
            Thresholds = new() { Answer = delivery.Timeout, BesideOpenBreaker = delivery.TryTimeout, Recovery = times.RecoveryLimit },
        }, null);
    }

    private static bool IsMisfit(string store) => string.Equals(store, Misfit, StringComparison.Ordinal);

    private static string BucketOf(string tier) => $"telemetry_{tier}";

    private static IEnumerable<string> Arguments(List<DrillStore> stores, DirectoryInfo folder, DrillTimes times)
    {
        yield return $"--Holdfast:Data:Path={Path.Combine(folder.FullName, "holdfast")}";
        foreach (var store in stores)
            yield return $"--Holdfast:Stores:{store.Name}:Url={store.Url}";
        foreach (var (name, retention) in Tiers)
        {
            yield return $"--Holdfast:Tiers:{name}:Bucket={BucketOf(name)}";
            yield return $"--Holdfast:Tiers:{name}:Retention={retention.Days}d";
            for (var index = 0; index < stores.Count; index++)
            {
                yield return $"--Holdfast:Tiers:{name}:Targets:{index}:Store={stores[index].Name}";
                yield return $"--Holdfast:Tiers:{name}:Targets:{index}:Bucket={BucketOf(name)}";
            }
        }

        foreach (var key in times.Keys)
            yield return $"--Holdfast:{key}";
    }
}
