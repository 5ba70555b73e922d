using System.Text.Json;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>The errors that a real VictoriaMetrics knows, each treated as the design's table says.</summary>
[Collection(LiveCollection.Name)]
public sealed class VictoriaErrorsLiveTests(ITestOutputHelper output)
{
    private const int Points = 20;

    private static readonly long Now = InfluxPair.Recent() / 1_000_000;

    [SkippableFact]
    public async Task Write_StoreIsReadOnly_CountsAsItsFailureAndIsMadeUpFor()
    {
        await using var primary = await VictoriaProcess.StartAsync();
        await using var replica = await VictoriaProcess.StartAsync();
        await using var holdfast = await VictoriaStore.StartAsync(primary, replica);
        await primary.RestartAsync("-storage.minFreeDiskSpaceBytes=100000GB");

        await WriteAsync(holdfast, ["failed", "breaker_open"]);
        var opened = (await holdfast.StoreAsync("primary")).GetProperty("transitions").EnumerateArray()
            .Where(static change => change.GetProperty("from").GetString() == "closed").Select(static change => (change.GetProperty("to").GetString(), change.GetProperty("cause").GetString()));
        Assert.Equal(("open", "consecutive_failures"), Assert.Single(opened));
        Assert.True((await holdfast.TargetAsync("primary", "hot")).GetProperty("eligible").GetBoolean());
        await primary.RestartAsync();

        await AssertMadeUpForAsync(holdfast, primary, "read-only", "503 read-only");
    }

    [SkippableFact]
    public async Task Write_StoreWantsCredentials_IsMisconfiguredUntilItDoesNotAndCountsForNobody()
    {
        await using var primary = await VictoriaProcess.StartAsync();
        await using var replica = await VictoriaProcess.StartAsync();
        await using var holdfast = await VictoriaStore.StartAsync(primary, replica);
        await primary.RestartAsync("-httpAuth.username=u", "-httpAuth.password=p");

        await WriteAsync(holdfast, ["ineligible"]);

        // It is tried again some seconds later, by one write of the backfill, and ineligible again.
        await holdfast.UntilEligibleAsync("primary", "hot", eligible: false);
        Assert.Equal("it refuses writes: HTTP 401 without a message", (await holdfast.TargetAsync("primary", "hot")).GetProperty("reason").GetString());
        Assert.Empty((await holdfast.StoreAsync("primary")).GetProperty("transitions").EnumerateArray());
        Assert.Equal(0, (await holdfast.ReadAsync("/ops/deadletters")).GetProperty("total").GetInt64());
        await primary.RestartAsync();

        await AssertMadeUpForAsync(holdfast, primary, "credentials wanted", "401");
    }

    /// <summary>Some buffers' roundings above its limit of 256 KiB.</summary>
    [SkippableFact]
    public async Task Write_LineAboveTheStoresLimit_CostsThatLine()
    {
        await using var primary = await VictoriaProcess.StartAsync();
        await using var replica = await VictoriaProcess.StartAsync();
        await using var holdfast = await VictoriaStore.StartAsync(primary, replica);
        var huge = $"m,host=huge s=\"{new string('x', 600_000)}\",v=2 {Now}";

        var answer = await holdfast.WriteV2Async(VictoriaStore.Bucket, $"m,host=a v=1 {Now}\n{huge}\nm,host=b v=3 {Now}", "ms");

        Assert.Equal((400, "primary"), (answer.Status, answer.Route));
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal("1 of 3 lines rejected, 2 accepted", body.RootElement.GetProperty("message").GetString());
        var letter = Assert.Single(await holdfast.LettersAsync());
        Assert.Equal(("refused_by_store", 2), (letter.GetProperty("reason").GetString(), letter.GetProperty("line").GetInt32()));
        Assert.Contains("too long line", letter.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(huge.Length, letter.GetProperty("text").GetString()!.LastIndexOf(' ') + 1 + $"{Now}".Length);
        var held = await VictoriaStore.ReadAsync(primary, "m_v");
        Assert.Equal([1.0], held[("a", Now)]);
        Assert.Equal([3.0], held[("b", Now)]);
        Assert.Equal(2, held.Count);
        Assert.Empty((await holdfast.StoreAsync("primary")).GetProperty("transitions").EnumerateArray());
        output.WriteLine($"{new PartnerReport { Partner = "VictoriaMetrics 1.79.5, line too long for it", Sent = 3, Faults = "400 too long line", Acknowledged = 2, Lost = 0, Remark = "1 dead letter" }}");
    }

    private static async Task WriteAsync(LiveHoldfast holdfast, string[] reasons)
    {
        for (var point = 0; point < Points; point++)
        {
            var answer = await holdfast.WriteV2Async(VictoriaStore.Bucket, $"m,host=a v={point} {Now + point}", "ms");
            Assert.Equal((204, "secondary"), (answer.Status, answer.Route));
            Assert.Contains(answer.Reason, reasons);
        }

        Assert.Equal(Points, await holdfast.OwedAsync("primary"));
    }

    private async Task AssertMadeUpForAsync(LiveHoldfast holdfast, VictoriaProcess primary, string what, string fault)
    {
        var recovery = await holdfast.UntilRecoveredAsync("primary");
        await holdfast.UntilEligibleAsync("primary", "hot", eligible: true);
        var held = await VictoriaStore.ReadAsync(primary, "m_v");
        var lost = Enumerable.Range(0, Points).Count(point => !held.TryGetValue(("a", Now + point), out var values) || !values.SetEquals([point]));
        output.WriteLine($"{new PartnerReport { Partner = $"VictoriaMetrics 1.79.5, {what}", Sent = Points, Faults = fault, Acknowledged = Points, Lost = lost, Recovery = recovery }}");
        Assert.Equal(0, lost);
    }
}
