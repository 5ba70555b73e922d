using System.Text.Json;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>Holdfast in front of two real InfluxDB 1, with the tiers <c>hot</c> (7 days) and <c>cold</c> (365 days) as retention policies.</summary>
internal sealed class InfluxPair : IAsyncDisposable
{
    public const string Database = "telemetry";

    private InfluxPair(InfluxProcess primary, InfluxProcess replica, LiveHoldfast holdfast)
    {
        Primary = primary;
        Replica = replica;
        Holdfast = holdfast;
    }

    public InfluxProcess Primary { get; }

    public InfluxProcess Replica { get; }

    public LiveHoldfast Holdfast { get; }

    /// <summary>Starts all three.</summary>
    /// <param name="cold">The duration of the primary's policy <c>cold</c>, such as <c>365d</c>; null for no such policy.</param>
    /// <param name="keys">Further configuration below section <c>Holdfast</c>.</param>
    /// <param name="http">Further lines for the section <c>[http]</c> of the primary's configuration.</param>
    /// <param name="data">Further lines for the section <c>[data]</c> of the primary's configuration.</param>
    /// <param name="index">The primary's index.</param>
    public static async Task<InfluxPair> StartAsync(
        string? cold = "365d", IEnumerable<string>? keys = null, string http = "", string data = "", string index = "tsi1")
    {
        var primary = await InfluxProcess.StartAsync(http, data, index);
        await PrepareAsync(primary, cold);
        var replica = await InfluxProcess.StartAsync();
        await PrepareAsync(replica, "365d");
        var holdfast = await LiveHoldfast.StartAsync(
        [
            .. LiveHoldfast.Store("primary", primary.Url, "V1"),
            .. LiveHoldfast.Store("replica", replica.Url, "V1"),
            .. LiveHoldfast.Tier("hot", "telemetry/hot", "7d", "primary=telemetry/hot", "replica=telemetry/hot"),
            .. LiveHoldfast.Tier("cold", "telemetry_cold", "365d", "primary=telemetry/cold", "replica=telemetry/cold"),

            // Whatever is not about a store that hangs has the time that the store takes, and whatever is not about the timer no comparison at any moment.
            .. LiveHoldfast.Patient,
            "Reconcile:Timer=false",
            .. keys ?? [],
        ]);
        return new(primary, replica, holdfast);
    }

    /// <summary>The rows of the only series of an answer, each as compact JSON such as <c>[1600000000000000000,1.5]</c>.</summary>
    public static async Task<string[]> RowsAsync(InfluxProcess store, string select)
    {
        using var answer = JsonDocument.Parse(await store.QueryAsync(select, Database));
        return answer.RootElement.GetProperty("results")[0].TryGetProperty("series", out var series)
            ? [.. Assert.Single(series.EnumerateArray()).GetProperty("values").EnumerateArray().Select(static row => row.GetRawText())]
            : [];
    }

    /// <summary>The times and values of a field, by series key such as <c>host=a</c>: <c>host=a 1600000000000000000 1.5</c>, in an order of their own.</summary>
    public static async Task<IReadOnlyList<string>> PointsAsync(InfluxProcess store, string policy, string measurement, string field = "v")
    {
        var text = await store.QueryAsync($"SELECT \"{field}\" FROM \"{policy}\".\"{measurement}\" GROUP BY *", Database);
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("results")[0].TryGetProperty("series", out var series)
            ? [.. series.EnumerateArray()
                .SelectMany(static one => one.GetProperty("values").EnumerateArray().Select(row => $"{Tags(one)} {row[0].GetRawText()} {row[1].GetRawText()}"))
                .Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>A time within every tier's time to live, in nanoseconds since 1970, at a whole minute.</summary>
    public static long Recent(int offset = 0)
    {
        var now = DateTimeOffset.UtcNow;
        return (now.ToUnixTimeSeconds() / 60 * 60 * 1_000_000_000L) + offset;
    }

    public async ValueTask DisposeAsync()
    {
        await Holdfast.DisposeAsync();
        await Primary.DisposeAsync();
        await Replica.DisposeAsync();
    }

    /// <summary>Makes the database and its policies.</summary>
    public static async Task PrepareAsync(InfluxProcess store, string? cold)
    {
        await store.QueryAsync($"CREATE DATABASE {Database} WITH DURATION 7d NAME \"hot\"");
        if (cold is not null)
            await store.QueryAsync($"CREATE RETENTION POLICY \"cold\" ON {Database} DURATION {cold} REPLICATION 1");
    }

    private static string Tags(JsonElement series) => series.TryGetProperty("tags", out var tags)
        ? string.Join(',', tags.EnumerateObject().Where(static tag => tag.Value.GetString() != "").Select(static tag => $"{tag.Name}={tag.Value.GetString()}"))
        : "";
}
