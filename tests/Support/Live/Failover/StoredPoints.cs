using System.Text.Json;

namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>What a store holds of a load, read back by InfluxQL.</summary>
internal sealed class StoredPoints
{
    private readonly Dictionary<long, long>[] _hosts;

    private StoredPoints(Dictionary<long, long>[] hosts) => _hosts = hosts;

    /// <summary>How many points it holds.</summary>
    public int Count => _hosts.Sum(static host => host.Count);

    /// <summary>Reads them all.</summary>
    /// <param name="store">The store.</param>
    /// <param name="database">The database.</param>
    /// <param name="policy">The retention policy.</param>
    public static async Task<StoredPoints> ReadAsync(InfluxProcess store, string database, string policy)
    {
        var hosts = new Dictionary<long, long>[FailoverPlan.PointsPerRequest];
        for (var host = 0; host < hosts.Length; host++)
        {
            hosts[host] = [];
            var text = await store.QueryAsync($"SELECT v FROM \"{database}\".\"{policy}\".\"load\" WHERE host = 'h{host}'", database);
            using var answer = JsonDocument.Parse(text);
            if (!answer.RootElement.GetProperty("results")[0].TryGetProperty("series", out var series))
                continue;
            foreach (var row in series[0].GetProperty("values").EnumerateArray())
                hosts[host].Add(row[0].GetInt64(), row[1].GetInt64());
        }

        return new(hosts);
    }

    /// <summary>How many points of a request are not there with their value.</summary>
    public int Missing(long time, int request) =>
        _hosts.Count(host => !host.TryGetValue(time, out var value) || value != request);
}
