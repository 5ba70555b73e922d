using System.Text.Json;
using Holdfast.Tests.Support;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>The clients that producers have, unmodified, writing through Holdfast as if it were their database.</summary>
[Collection(LiveCollection.Name)]
public sealed class ClientsLiveTests
{
    private const int Count = 25;
    private const int Batch = 10;
    private const string Writer = "a-producers-token";
    private const string Operator = "an-operators-token";

    private static readonly long Now = InfluxPair.Recent();

    private static readonly (string V2, string V1, long Unit)[] Precisions = [("ns", "n", 1), ("us", "u", 1_000), ("ms", "ms", 1_000_000), ("s", "s", 1_000_000_000)];

    [SkippableFact]
    public async Task V2Client_PrecisionsBatchesAndGzipThroughAnOutage_EverythingIsInThePrimary()
    {
        await using var pair = await StartAsync();

        await WriteAsync("before");
        await pair.Primary.KillAsync();
        await WriteAsync("during");
        foreach (var (precision, _, unit) in Precisions)
            Assert.Equal(Rows(unit, withInteger: true), await ReadAsync(pair.Replica, $"during_{precision}", withInteger: true));
        await pair.Primary.StartAsync();
        await pair.Holdfast.UntilDrainedAsync("primary");
        await WriteAsync("after");

        foreach (var phase in new[] { "before", "during", "after" })
        {
            foreach (var (precision, _, unit) in Precisions)
                Assert.Equal(Rows(unit, withInteger: true), await ReadAsync(pair.Primary, $"{phase}_{precision}", withInteger: true));
        }

        async Task WriteAsync(string phase)
        {
            var outcome = await RunV2Async(pair, new { scenario = "points", measurement = phase, count = Count, batch = Batch, @base = Now.ToString() });
            Assert.Equal(NodeOutcome.None, outcome.Error);
            const int requests = 4 * ((Count + Batch - 1) / Batch);
            Assert.Equal((requests, requests), (outcome.Requests, outcome.Gzipped));
        }
    }

    [SkippableFact]
    public async Task V2Client_WriteThatIsRefused_ThrowsHttpErrorWithOurMessage()
    {
        await using var pair = await StartAsync();

        var partial = await RunV2Async(pair, new { scenario = "lines", lines = new[] { $"m v=1 {Now}", "garbage", $"m v=2 {Now + 1}" } });
        var unknown = await RunV2Async(pair, new { scenario = "lines", lines = new[] { "m v=1" } }, bucket: "nope");
        var stranger = await RunV2Async(pair, new { scenario = "lines", lines = new[] { "m v=1" } }, token: "not-a-token-of-ours");
        var elsewhere = await RunV2Async(pair, new { scenario = "lines", lines = new[] { "m v=1" } }, bucket: "telemetry_cold");

        Assert.Equal(("HttpError", 400, "1 of 3 lines rejected, 2 accepted"), partial.Error);
        Assert.Equal([$"[{Now},1]", $"[{Now + 1},2]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT v FROM hot.m"));
        Assert.Equal(("HttpError", 403, "this token may not write to this bucket"), unknown.Error);
        Assert.Equal(("HttpError", 401), (stranger.Error.Name, stranger.Error.Status));
        Assert.StartsWith("a valid token is needed", stranger.Error.Message, StringComparison.Ordinal);
        Assert.Equal(("HttpError", 403), (elsewhere.Error.Name, elsewhere.Error.Status));
        Assert.Equal(1, (await pair.Holdfast.ReadAsync("/ops/deadletters")).GetProperty("total").GetInt64());
    }

    /// <summary>
    /// The client knows no success but 201 and 204: it throws for 202, sends nothing again, and the points arrive all the same.
    /// </summary>
    [SkippableFact]
    public async Task V2Client_EveryStoreDead_PointsArriveThoughTheClientThrows()
    {
        await using var pair = await StartAsync();
        await pair.Primary.KillAsync();
        await pair.Replica.KillAsync();

        var outcome = await RunV2Async(pair, new { scenario = "lines", lines = new[] { $"m v=1 {Now}" } });
        await pair.Replica.StartAsync();
        await pair.Primary.StartAsync();
        await pair.Holdfast.UntilDrainedAsync("primary");

        Assert.Equal(("HttpError", 202, "204 HTTP response status code expected, but 202 returned"), outcome.Error);
        Assert.Equal([$"[{Now},1]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT v FROM hot.m"));
    }

    [SkippableFact]
    public async Task V1Client_PrecisionsThroughAnOutage_EverythingIsInThePrimary()
    {
        await using var pair = await StartAsync();

        var ping = await RunV1Async(pair, new { scenario = "ping" });
        Assert.Equal((true, "1.8.10"), (ping.Value.GetProperty("online").GetBoolean(), ping.Value.GetProperty("version").GetString()));
        await WriteAsync("before");
        await pair.Primary.KillAsync();
        await WriteAsync("during");
        foreach (var (_, precision, unit) in Precisions)
            Assert.Equal(Rows(unit, withInteger: false), await ReadAsync(pair.Replica, $"during_{precision}", withInteger: false));
        await pair.Primary.StartAsync();
        await pair.Holdfast.UntilDrainedAsync("primary");
        await WriteAsync("after");

        foreach (var phase in new[] { "before", "during", "after" })
        {
            foreach (var (_, precision, unit) in Precisions)
                Assert.Equal(Rows(unit, withInteger: false), await ReadAsync(pair.Primary, $"{phase}_{precision}", withInteger: false));
        }

        async Task WriteAsync(string phase)
        {
            var outcome = await RunV1Async(pair, new { scenario = "points", measurement = phase, count = Count, batch = Batch, @base = Now.ToString(), policy = "hot" });
            Assert.Equal(NodeOutcome.None, outcome.Error);
        }
    }

    [SkippableFact]
    public async Task V1Client_WriteThatIsRefused_ThrowsWithOurMessage()
    {
        await using var pair = await StartAsync();
        var first = await RunV1Async(pair, new { scenario = "point", measurement = "m", fields = new { v = 1.5 }, policy = "hot" });

        var conflict = await RunV1Async(pair, new { scenario = "point", measurement = "m", fields = new { v = "text" }, policy = "hot" });
        var unknown = await RunV1Async(pair, new { scenario = "point", measurement = "m", fields = new { v = 1.5 }, policy = "nope" });

        Assert.Equal(NodeOutcome.None, first.Error);
        Assert.Equal(400, conflict.Error.Status);
        Assert.Contains("1 of 1 lines rejected, 0 accepted", conflict.Error.Message, StringComparison.Ordinal);
        Assert.Equal(403, unknown.Error.Status);
    }

    private static Task<InfluxPair> StartAsync() => StartAsync(
        "Auth:Tokens:0:Role=Writer", $"Auth:Tokens:0:Token={Writer}", "Auth:Tokens:0:Buckets:0=telemetry/hot",
        "Auth:Tokens:1:Role=Operator", $"Auth:Tokens:1:Token={Operator}");

    private static async Task<InfluxPair> StartAsync(params string[] keys)
    {
        var pair = await InfluxPair.StartAsync(keys: keys);
        pair.Holdfast.Http.DefaultRequestHeaders.Authorization = new("Token", Operator);
        return pair;
    }

    private static Task<NodeOutcome> RunV2Async(InfluxPair pair, object scenario, string bucket = "telemetry/hot", string token = Writer) =>
        NodeClient.RunAsync("v2.mjs", With(scenario, ("url", pair.Holdfast.Url), ("token", token), ("bucket", bucket)));

    private static Task<NodeOutcome> RunV1Async(InfluxPair pair, object scenario) =>
        NodeClient.RunAsync("v1.mjs", With(scenario, ("url", pair.Holdfast.Url), ("token", Writer), ("database", InfluxPair.Database)));

    private static Dictionary<string, JsonElement> With(object scenario, params (string Key, string Value)[] more)
    {
        var all = JsonSerializer.SerializeToElement(scenario).EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value, StringComparer.Ordinal);
        foreach (var (key, value) in more)
            all[key] = JsonSerializer.SerializeToElement(value);
        return all;
    }

    /// <summary>What the scripts write, as rows of the store.</summary>
    private static string[] Rows(long unit, bool withInteger)
    {
        var first = Now / unit * unit;
        return [.. Enumerable.Range(0, Count).Select(index =>
            $"[{first + (index * unit)},{index}.5,{(index % 2 == 0 ? "true" : "false")},\"say \\\"hi\\\" \\\\ ü\",\"a b,c=d\"{(withInteger ? $",{index}" : "")}]")];
    }

    private static Task<string[]> ReadAsync(InfluxProcess store, string measurement, bool withInteger) =>
        InfluxPair.RowsAsync(store, $"SELECT f, b, s, host{(withInteger ? ", i" : "")} FROM hot.{measurement}");
}
