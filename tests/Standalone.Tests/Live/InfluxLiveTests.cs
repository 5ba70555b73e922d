using System.Text.Json;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>The whole product in front of two real InfluxDB 1 with retention policies.</summary>
[Collection(LiveCollection.Name)]
public sealed class InfluxLiveTests
{
    private static readonly long Now = InfluxPair.Recent();

    [SkippableFact]
    public async Task Verify_PolicyWithAnotherDuration_IsIneligibleAndSaysSoAndTheReplicaTakesOver()
    {
        await using var pair = await InfluxPair.StartAsync(cold: "30d");

        Assert.True((await pair.Holdfast.TargetAsync("primary", "hot")).GetProperty("eligible").GetBoolean());
        Assert.True((await pair.Holdfast.TargetAsync("replica", "cold")).GetProperty("eligible").GetBoolean());
        var refused = await pair.Holdfast.TargetAsync("primary", "cold");
        Assert.False(refused.GetProperty("eligible").GetBoolean());
        Assert.Equal("its time to live is 30.00:00:00, the tier's is 365.00:00:00", refused.GetProperty("reason").GetString());

        var answer = await pair.Holdfast.WriteV2Async("telemetry_cold", $"m v=1 {Now}");

        Assert.Equal((204, "secondary", "ineligible"), (answer.Status, answer.Route, answer.Reason));
        Assert.Equal([$"[{Now},1]"], await InfluxPair.RowsAsync(pair.Replica, "SELECT v FROM cold.m"));
        Assert.Empty(await InfluxPair.RowsAsync(pair.Primary, "SELECT v FROM /.*/"));
        Assert.Equal(1, await pair.Holdfast.OwedAsync("primary"));
    }

    [SkippableFact]
    public async Task Write_EveryFieldTypeByEitherDialect_IsReadBackAsWritten()
    {
        await using var pair = await InfluxPair.StartAsync();

        var v1 = await pair.Holdfast.WriteV1Async(
            "db=telemetry&rp=hot&precision=s", $"m\\ x,host=a\\,b f=1.5,i=-7i,b=t,s=\"say \\\"hi\\\", \\\\ ok\" {Now / 1_000_000_000}");
        var v2 = await pair.Holdfast.WriteV2Async("telemetry_cold", $"m,host=ü v=2i {Now / 1_000_000}", "ms");

        Assert.Equal((204, "primary"), (v1.Status, v1.Route));
        Assert.Equal((204, "primary"), (v2.Status, v2.Route));
        var row = Assert.Single(await InfluxPair.RowsAsync(pair.Primary, "SELECT f, i, b, s, host FROM hot.\"m x\""));
        using var values = JsonDocument.Parse(row);
        Assert.Equal(
            [Now, 1.5, -7L, true, "say \"hi\", \\ ok", "a,b"],
            [values.RootElement[0].GetInt64(), values.RootElement[1].GetDouble(), values.RootElement[2].GetInt64(),
             values.RootElement[3].GetBoolean(), values.RootElement[4].GetString()!, (object)values.RootElement[5].GetString()!]);
        Assert.Equal([$"[{Now},2,\"ü\"]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT v, host FROM cold.m"));
        Assert.Empty(await InfluxPair.RowsAsync(pair.Replica, "SELECT * FROM /.*/"));
    }

    [SkippableFact]
    public async Task Write_TypeThatTheStoreRefuses_IsAnsweredWithItsMessageAndQuarantinedAlone()
    {
        await using var pair = await InfluxPair.StartAsync();

        // Straight to the store, so that Holdfast cannot have learnt the type.
        await WriteStraightAsync(pair.Primary, $"m v=1 {Now}");
        var answer = await pair.Holdfast.WriteV2Async("telemetry/hot", $"m w=1i {Now + 1}\nm v=\"text\" {Now + 2}\nm w=3i {Now + 3}");

        Assert.Equal(400, answer.Status);
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal("1 of 3 lines rejected, 2 accepted", body.RootElement.GetProperty("message").GetString());
        var line = Assert.Single(body.RootElement.GetProperty("lines").EnumerateArray());
        Assert.Equal((2, "refused_by_store"), (line.GetProperty("line").GetInt32(), line.GetProperty("code").GetString()));
        Assert.Contains("field type conflict: input field \"v\" on measurement \"m\" is type string, already exists as type float", line.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal([$"[{Now + 1},1]", $"[{Now + 3},3]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT w FROM hot.m"));

        var page = await pair.Holdfast.ReadAsync("/ops/deadletters");
        var head = Assert.Single(page.GetProperty("letters").EnumerateArray());
        var letter = await pair.Holdfast.ReadAsync($"/ops/deadletters/{head.GetProperty("id").GetString()}");
        Assert.Equal("refused_by_store", letter.GetProperty("reason").GetString());
        Assert.Equal($"m v=\"text\" {Now + 2}", letter.GetProperty("text").GetString()!.TrimEnd('\n'));
        Assert.Contains("field type conflict", letter.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("closed", (await pair.Holdfast.StoreAsync("primary")).GetProperty("mode").GetString());
        Assert.Equal(0, await pair.Holdfast.OwedAsync("primary"));
    }

    [SkippableFact]
    public async Task Write_PolicyThatIsNotThere_IsMisconfiguredAndTheBatchIsKeptUntilItIs()
    {
        await using var pair = await InfluxPair.StartAsync();
        await pair.Primary.QueryAsync("DROP RETENTION POLICY \"cold\" ON telemetry");

        var answer = await pair.Holdfast.WriteV2Async("telemetry_cold", $"m v=1 {Now}");

        Assert.Equal((204, "secondary", "ineligible"), (answer.Status, answer.Route, answer.Reason));
        var target = await pair.Holdfast.TargetAsync("primary", "cold");
        Assert.False(target.GetProperty("eligible").GetBoolean());

        // Asked again some seconds later the store says it in other words.
        Assert.Contains("retention policy", target.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("closed", (await pair.Holdfast.StoreAsync("primary")).GetProperty("mode").GetString());
        Assert.Equal(1, await pair.Holdfast.OwedAsync("primary"));
        Assert.Equal((204, "primary"), await pair.Holdfast.WriteV2Async("telemetry/hot", $"m v=1 {Now}") is var other ? (other.Status, other.Route) : default);

        await pair.Primary.QueryAsync("CREATE RETENTION POLICY \"cold\" ON telemetry DURATION 365d REPLICATION 1");
        await pair.Holdfast.UntilDrainedAsync("primary");

        Assert.True((await pair.Holdfast.TargetAsync("primary", "cold")).GetProperty("eligible").GetBoolean());
        Assert.Equal([$"[{Now},1]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT v FROM cold.m"));
        Assert.Equal(0, (await pair.Holdfast.ReadAsync("/ops/deadletters")).GetProperty("total").GetInt64());
    }

    [SkippableFact]
    public async Task Write_SamePointThroughAHang_EndsWithTheNewestValue()
    {
        await using var pair = await InfluxPair.StartAsync(keys: LiveHoldfast.Unhurried);
        pair.Primary.Hang();

        // The store applies what timed out as soon as it goes on: after that the log must still have the last word.
        for (var value = 1; value <= 5; value++)
            Assert.NotEqual("primary", (await pair.Holdfast.DeliverAsync("telemetry/hot", $"m v={value} {Now}")).Route);
        pair.Primary.GoOn();
        await pair.Holdfast.UntilDrainedAsync("primary");

        Assert.Equal([$"[{Now},5]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT v FROM hot.m"));
        var newest = 5;
        await pair.Holdfast.UntilAsync(
            "the primary takes writes again", async () => (await pair.Holdfast.DeliverAsync("telemetry/hot", $"m v={++newest} {Now}")).Route == "primary");

        // What the backfill still has under way may be applied after it; then the log puts the newest value back.
        await pair.Holdfast.UntilDrainedAsync("primary");
        Assert.Equal([$"[{Now},{newest}]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT v FROM hot.m"));
    }

    [SkippableFact]
    public async Task Write_BothStoresKilled_IsDeferredAndReachesThePrimaryAfterTheRestart()
    {
        await using var pair = await InfluxPair.StartAsync();
        await pair.Primary.KillAsync();
        await pair.Replica.KillAsync();

        var answer = await pair.Holdfast.WriteV2Async("telemetry/hot", $"m v=1 {Now}");
        Assert.Equal((202, "deferred", "failed"), (answer.Status, answer.Route, answer.Reason));
        await pair.Replica.StartAsync();
        await pair.Primary.StartAsync();
        await pair.Holdfast.UntilDrainedAsync("primary");

        Assert.Equal([$"[{Now},1]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT v FROM hot.m"));
    }

    private static async Task WriteStraightAsync(InfluxProcess store, string lines)
    {
        using var http = new HttpClient();
        using var content = new StringContent(lines);
        using var answer = await http.PostAsync(new Uri($"{store.Url}/write?db=telemetry&rp=hot"), content);
        answer.EnsureSuccessStatusCode();
    }
}
