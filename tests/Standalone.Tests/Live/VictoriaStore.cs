using System.Text;
using System.Text.Json;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>Holdfast in front of two real VictoriaMetrics, and what these hold.</summary>
internal static class VictoriaStore
{
    /// <summary>The bucket of the only tier.</summary>
    public const string Bucket = "telemetry_hot";

    /// <summary>Starts Holdfast, with the times to live declared.</summary>
    public static Task<LiveHoldfast> StartAsync(VictoriaProcess primary, VictoriaProcess replica, params IEnumerable<string> keys) => LiveHoldfast.StartAsync(
    [
        .. LiveHoldfast.Store("primary", primary.Url, "V1"),
        .. LiveHoldfast.Store("replica", replica.Url, "V1"),
        "Stores:primary:HealthPath=/health",
        "Stores:replica:HealthPath=/health",
        .. LiveHoldfast.Tier("hot", Bucket, "7d", "primary=hot", "replica=hot"),
        "Tiers:hot:Targets:0:Retention=7d",
        "Tiers:hot:Targets:1:Retention=7d",
        .. LiveHoldfast.Patient,
        .. keys,
    ]);

    /// <summary>Every sample of a metric: its values by series (the tag <c>host</c>) and milliseconds. More than one value is several writes of one point.</summary>
    public static async Task<Dictionary<(string Host, long Time), HashSet<double>>> ReadAsync(VictoriaProcess store, string metric)
    {
        using var http = new HttpClient();
        await http.GetStringAsync(new Uri($"{store.Url}/internal/force_flush"));
        var samples = new Dictionary<(string Host, long Time), HashSet<double>>();
        var export = await http.GetStringAsync(new Uri($"{store.Url}/api/v1/export?match[]={metric}&start=0"));
        foreach (var line in export.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var series = JsonDocument.Parse(Encoding.UTF8.GetBytes(line));
            var host = series.RootElement.GetProperty("metric").GetProperty("host").GetString()!;
            var values = series.RootElement.GetProperty("values");
            var times = series.RootElement.GetProperty("timestamps");
            for (var index = 0; index < values.GetArrayLength(); index++)
            {
                var key = (host, times[index].GetInt64());
                if (!samples.TryGetValue(key, out var known))
                    samples[key] = known = [];
                known.Add(values[index].GetDouble());
            }
        }

        return samples;
    }
}
