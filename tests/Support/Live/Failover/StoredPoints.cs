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

    /// <summary>How many points of that time are not there.</summary>
    public int Missing(long time) => _hosts.Count(host => !host.ContainsKey(time));

    /// <summary>How many points of that time are there with another value than these.</summary>
    public int Stale(long time, IReadOnlyCollection<long> allowed) =>
        _hosts.Count(host => host.TryGetValue(time, out var value) && !allowed.Contains(value));

    /// <summary>How many points of this store are not in the other, and how many are there with another value.</summary>
    public (int Missing, int Different) ComparedWith(StoredPoints other)
    {
        var (missing, different) = (0, 0);
        for (var host = 0; host < _hosts.Length; host++)
        {
            foreach (var (time, value) in _hosts[host])
            {
                if (!other._hosts[host].TryGetValue(time, out var there))
                    missing++;
                else if (there != value)
                    different++;
            }
        }

        return (missing, different);
    }
}
