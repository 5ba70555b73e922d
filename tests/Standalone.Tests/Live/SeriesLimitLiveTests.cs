using System.Text.Json;
using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>A real InfluxDB that takes no more series: that costs the points of new series, for as long as the limit holds, and nothing else.</summary>
[Collection(LiveCollection.Name)]
public sealed class SeriesLimitLiveTests(ITestOutputHelper output)
{
    private const string Limits = "max-series-per-database = 20\nmax-values-per-tag = 10";
    private const string NoLimits = "max-series-per-database = 0\nmax-values-per-tag = 0";

    private static readonly long Now = InfluxPair.Recent();

    [SkippableFact]
    public async Task Write_BeyondTheLimits_KeepsTheNewSeriesAsLettersAndLetsTheOthersGoOn()
    {
        await using var pair = await InfluxPair.StartAsync(keys: LiveHoldfast.Patient, data: Limits, index: "inmem");
        await pair.Holdfast.WriteV2Async("telemetry/hot", $"m,host=known v=3 {Now}");

        var values = await pair.Holdfast.WriteV2Async("telemetry/hot", Body(40, static index => $"m,host=h{index:00} v={index} {Now}"));
        var series = await pair.Holdfast.WriteV2Async("telemetry/hot", Body(60, static index => $"s,number=n{index % 6},letter=l{index / 6} v={index} {Now}"));
        for (var time = 1; time <= 5; time++)
            Assert.Equal((204, "primary"), await pair.Holdfast.WriteV2Async("telemetry/hot", $"m,host=known v=3 {Now + time}") is var known ? (known.Status, known.Route) : default);

        // How many it takes of one body is the store's affair, since it counts before it adds: what matters is that each point is either there or kept.
        var refused = AssertAnswered(values, 40, "max-values-per-tag limit exceeded") + AssertAnswered(series, 60, "max-series-per-database limit exceeded");
        var letters = await pair.Holdfast.LettersAsync();
        Assert.Equal(refused, letters.Count);
        Assert.All(letters, static letter => Assert.Equal(("refused_by_store", "http"), (letter.GetProperty("reason").GetString(), letter.GetProperty("source").GetString())));
        Assert.Equal(106 - refused, await CountAsync(pair, "m") + await CountAsync(pair, "s"));
        await AssertUnharmedAsync(pair);

        // The operator raises the limits and sends what was kept again.
        await pair.Primary.KillAsync();
        pair.Primary.Configure(data: NoLimits, index: "inmem");
        await pair.Primary.StartAsync();
        await pair.Holdfast.RedriveAsync(new { all = true }, refused);
        await pair.Holdfast.UntilDrainedAsync("primary");

        string[] expectedM = [.. Enumerable.Range(0, 40).Select(static index => $"host=h{index:00} {Now} {index}"), .. Enumerable.Range(0, 6).Select(static time => $"host=known {Now + time} 3")];
        string[] expectedS = [.. Enumerable.Range(0, 60).Select(static index => $"letter=l{index / 6},number=n{index % 6} {Now} {index}")];
        Assert.Equal(expectedM.Order(StringComparer.Ordinal), await InfluxPair.PointsAsync(pair.Primary, "hot", "m"));
        Assert.Equal(expectedS.Order(StringComparer.Ordinal), await InfluxPair.PointsAsync(pair.Primary, "hot", "s"));
        Assert.Empty(await pair.Holdfast.LettersAsync());
        output.WriteLine($"{new PartnerReport
        {
            Partner = "InfluxDB 1.6.7, limits of series and tag values",
            Sent = 106,
            Faults = $"{refused} points of series beyond the limits",
            Acknowledged = 106,
            Lost = 0,
            Remark = $"{refused} dead letters, redriven after the limits were raised",
        }}");
    }

    /// <summary>More refused points than a live write may search for: the next target takes the batch, and the backfill, which has the time, finds them.</summary>
    [SkippableFact]
    public async Task Write_HundredsOfNewSeriesBeyondTheLimits_GoToTheReplicaAndTheBackfillKeepsThem()
    {
        const int points = 400;
        await using var pair = await InfluxPair.StartAsync(keys: LiveHoldfast.Patient, data: Limits, index: "inmem");

        var answer = await pair.Holdfast.WriteV2Async("telemetry/hot", Body(points, static index => $"m,host=h{index:000} v={index} {Now}"));

        Assert.Equal((204, "secondary"), (answer.Status, answer.Route));
        Assert.Equal(points, (await InfluxPair.PointsAsync(pair.Replica, "hot", "m")).Count);
        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");
        var letters = await pair.Holdfast.LettersAsync();
        Assert.True(letters.Count > points / 2);
        Assert.Equal(points - letters.Count, await CountAsync(pair, "m"));
        Assert.All(letters, static letter => Assert.Equal("backfill", letter.GetProperty("source").GetString()));
        await AssertUnharmedAsync(pair);
        output.WriteLine($"{new PartnerReport
        {
            Partner = "InfluxDB 1.6.7, hundreds of series beyond the limit at once",
            Sent = points,
            Faults = $"{letters.Count} points refused",
            Acknowledged = points,
            Lost = 0,
            Recovery = recovery,
            Remark = $"all in the replica, {letters.Count} dead letters for the primary",
        }}");
    }

    private static async Task<int> CountAsync(InfluxPair pair, string measurement) => (await InfluxPair.PointsAsync(pair.Primary, "hot", measurement)).Count;

    private static int AssertAnswered(LiveAnswer answer, int sent, string message)
    {
        Assert.Equal((400, "primary"), (answer.Status, answer.Route));
        using var body = JsonDocument.Parse(answer.Body);
        var lines = body.RootElement.GetProperty("lines").EnumerateArray().ToList();
        Assert.NotEmpty(lines);
        Assert.Equal($"{lines.Count} of {sent} lines rejected, {sent - lines.Count} accepted", body.RootElement.GetProperty("message").GetString());
        Assert.All(lines, line => Assert.Contains(message, line.GetProperty("message").GetString(), StringComparison.Ordinal));
        return lines.Count;
    }

    private static async Task AssertUnharmedAsync(InfluxPair pair)
    {
        var store = await pair.Holdfast.StoreAsync("primary");
        Assert.Equal("closed", store.GetProperty("mode").GetString());
        Assert.Empty(store.GetProperty("transitions").EnumerateArray());
        Assert.True((await pair.Holdfast.TargetAsync("primary", "hot")).GetProperty("eligible").GetBoolean());
        Assert.Equal(0, await pair.Holdfast.OwedAsync("primary"));
    }

    private static string Body(int lines, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, lines).Select(line));
}
