using System.Text;
using System.Text.Json;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>
/// The whole product in front of two real VictoriaMetrics, one written to in either dialect, whose times to live are declared because such
/// a store cannot tell its own.
/// </summary>
[Collection(LiveCollection.Name)]
public sealed class VictoriaLiveTests
{
    private const int Points = 50;

    private static readonly long Now = InfluxPair.Recent() / 1_000_000;

    [SkippableFact]
    public async Task Write_PrimaryKilledAndRestarted_ReplicaTakesOverAndThePrimaryIsGivenWhatItMissed()
    {
        await using var primary = await VictoriaProcess.StartAsync();
        await using var replica = await VictoriaProcess.StartAsync();
        await using var holdfast = await StartAsync(primary, replica, "Tiers:hot:Targets:0:Retention=7d", "Tiers:hot:Targets:1:Retention=7d");

        await WriteAsync(holdfast, "before", "primary");

        // A killed VictoriaMetrics loses what it took in its last seconds. A snapshot makes it durable, so that the test knows what it has.
        await GetAsync(primary, "/snapshot/create");
        await primary.KillAsync();
        await WriteAsync(holdfast, "during", "secondary");
        Assert.Equal(Points, await holdfast.OwedAsync("primary"));
        await primary.StartAsync();
        await holdfast.UntilDrainedAsync("primary");
        await WriteAsync(holdfast, "after", "primary");

        Assert.Equal(Expected(), await ReadAsync(primary, "before_v"));
        Assert.Equal(Expected(), await ReadAsync(primary, "during_v"));
        Assert.Equal(Expected(), await ReadAsync(primary, "after_v"));
        Assert.Empty(await ReadAsync(replica, "before_v"));
        Assert.Equal(Expected(), await ReadAsync(replica, "during_v"));
        Assert.Empty(await ReadAsync(replica, "after_v"));
    }

    [SkippableFact]
    public async Task Verify_TimeToLiveNotDeclaredOrAnother_IsIneligibleAndSaysHowToMendIt()
    {
        await using var primary = await VictoriaProcess.StartAsync();
        await using var replica = await VictoriaProcess.StartAsync();
        await using var holdfast = await StartAsync(primary, replica, "Tiers:hot:Targets:1:Retention=7d");

        var undeclared = await holdfast.TargetAsync("primary", "hot");
        Assert.False(undeclared.GetProperty("eligible").GetBoolean());
        Assert.StartsWith(
            "the store does not tell its time to live (then declare Retention on the target): ", undeclared.GetProperty("reason").GetString(), StringComparison.Ordinal);
        var answer = await holdfast.WriteV2Async("telemetry_hot", $"m v=1 {Now}", "ms");
        Assert.Equal((204, "secondary", "ineligible"), (answer.Status, answer.Route, answer.Reason));
    }

    private static Task<LiveHoldfast> StartAsync(VictoriaProcess primary, VictoriaProcess replica, params string[] keys) => LiveHoldfast.StartAsync(
    [
        .. LiveHoldfast.Store("primary", primary.Url, "V2"),
        .. LiveHoldfast.Store("replica", replica.Url, "V1"),
        "Stores:primary:HealthPath=/health",
        "Stores:replica:HealthPath=/health",
        .. LiveHoldfast.Tier("hot", "telemetry_hot", "7d", "primary=hot", "replica=hot"),
        .. LiveHoldfast.Patient,
        .. keys,
    ]);

    private static async Task WriteAsync(LiveHoldfast holdfast, string measurement, string route)
    {
        for (var point = 0; point < Points; point++)
        {
            var answer = await holdfast.WriteV2Async("telemetry_hot", $"{measurement},host=a v={point} {Now + point}", "ms");
            Assert.Equal((204, route), (answer.Status, answer.Route));
        }
    }

    private static string[] Expected() => [.. Enumerable.Range(0, Points).Select(static point => $"{point} {Now + point}")];

    /// <summary>Every sample of a metric as <c>VALUE MILLISECONDS</c>, in the order of time, each once.</summary>
    private static async Task<string[]> ReadAsync(VictoriaProcess store, string metric)
    {
        await GetAsync(store, "/internal/force_flush");
        var samples = new SortedDictionary<long, string>();
        var export = await GetAsync(store, $"/api/v1/export?match[]={metric}&start=0");
        foreach (var line in export.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var series = JsonDocument.Parse(Encoding.UTF8.GetBytes(line));
            var values = series.RootElement.GetProperty("values");
            var times = series.RootElement.GetProperty("timestamps");
            for (var index = 0; index < values.GetArrayLength(); index++)
                samples[times[index].GetInt64()] = $"{values[index].GetDouble()} {times[index].GetInt64()}";
        }

        return [.. samples.Values];
    }

    private static async Task<string> GetAsync(VictoriaProcess store, string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(store.Url + path));
    }
}
