using System.Globalization;
using Holdfast.Pipeline.Configuration;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Stores;

/// <summary>The paths and queries of the two dialects.</summary>
internal static class StoreAddresses
{
    /// <summary>Where a bucket is written to, timestamps in nanoseconds.</summary>
    public static string Write(StoreSettings settings, string bucket) => settings.Definition.Api == StoreApi.V2
        ? $"/api/v2/write?{Org(settings)}bucket={Uri.EscapeDataString(bucket)}&precision=ns"
        : $"/write?{Database(bucket)}&precision=ns";

    /// <summary>Where InfluxQL is asked, timestamps in nanoseconds.</summary>
    /// <param name="bucket">The database, or <c>database/retention-policy</c>; empty for none.</param>
    /// <param name="influxQl">The query.</param>
    public static string Query(string bucket, string influxQl) =>
        $"/query?{(bucket.Length == 0 ? "" : Database(bucket) + "&")}epoch=ns&q={Uri.EscapeDataString(influxQl)}";

    /// <summary>Where InfluxDB 2 tells of a bucket.</summary>
    public static string Buckets(StoreSettings settings, string bucket) =>
        $"/api/v2/buckets?{Org(settings)}name={Uri.EscapeDataString(bucket)}";

    /// <summary>Where InfluxDB 2 lists tasks, by their ids.</summary>
    /// <param name="settings">The store.</param>
    /// <param name="limit">How many, at most 500.</param>
    /// <param name="after">The id before the first one; empty to begin.</param>
    public static string Tasks(StoreSettings settings, int limit, string after) => string.Create(
        CultureInfo.InvariantCulture, $"/api/v2/tasks?{Org(settings)}limit={limit}{(after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}")}");

    /// <summary>Where InfluxDB 2 tells and changes one task.</summary>
    public static string OneTask(string id) => $"/api/v2/tasks/{Uri.EscapeDataString(id)}";

    /// <summary>Splits a bucket of dialect V1 at its first slash; the policy is empty when the database's default one is meant.</summary>
    public static (string Database, string Policy) Split(string bucket)
    {
        var slash = bucket.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (bucket, "") : (bucket[..slash], bucket[(slash + 1)..]);
    }

    private static string Database(string bucket)
    {
        var (database, policy) = Split(bucket);
        return policy.Length == 0
            ? $"db={Uri.EscapeDataString(database)}"
            : $"db={Uri.EscapeDataString(database)}&rp={Uri.EscapeDataString(policy)}";
    }

    private static string Org(StoreSettings settings) => settings.Org.Length == 0 ? "" : $"org={Uri.EscapeDataString(settings.Org)}&";
}
