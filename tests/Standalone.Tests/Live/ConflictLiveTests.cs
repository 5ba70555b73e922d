using System.Text.Json;
using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>
/// Three lines among 5,000 whose field has another type in a real InfluxDB, which only that store knows: found by halving, kept with the reason,
/// corrected by an operator and redriven, until everything is in the primary.
/// </summary>
[Collection(LiveCollection.Name)]
public sealed class ConflictLiveTests(ITestOutputHelper output)
{
    private const int Lines = 5000;
    private const string StoresWords = "field type conflict: input field \"v\" on measurement \"p\" is type string, already exists as type float";

    private static readonly int[] Poison = [7, 2500, 4999];
    private static readonly long Now = InfluxPair.Recent();

    [SkippableFact]
    public async Task Write_ConflictAtThePrimary_CostsThosePointsAndIsMended()
    {
        await using var pair = await InfluxPair.StartAsync(keys: LiveHoldfast.Patient);
        await pair.Primary.WriteAsync(InfluxPair.Database, "hot", $"p,host=b v=0.5 {Now}");

        var answer = await pair.Holdfast.WriteV2Async("telemetry/hot", Body());

        AssertRefused(answer, "primary");
        Assert.Equal(Loaded(), await InfluxPair.PointsAsync(pair.Primary, "hot", "load"));
        Assert.Equal(0, await pair.Holdfast.OwedAsync("primary"));
        Assert.Empty((await pair.Holdfast.StoreAsync("primary")).GetProperty("transitions").EnumerateArray());

        // What the store refused must not have taught anything: a good producer of the same field goes on.
        Assert.Equal(204, (await pair.Holdfast.WriteV2Async("telemetry/hot", $"p,host=c v=1 {Now}")).Status);
        await CorrectAsync(pair, "http", StoresWords);
        await AssertWholeAsync(pair, "conflict at the primary", [$"host=b {Now} 0.5", $"host=c {Now} 1"], null);
    }

    [SkippableFact]
    public async Task Write_ConflictAtTheReplicaOnly_CostsThosePointsAndIsMendedAtThePrimary()
    {
        await using var pair = await InfluxPair.StartAsync(keys: [.. LiveHoldfast.Patient, "Recovery:Settle=00:00:02"]);
        await pair.Replica.WriteAsync(InfluxPair.Database, "hot", $"p,host=b v=0.5 {Now}");
        await pair.Primary.KillAsync();

        var answer = await pair.Holdfast.WriteV2Async("telemetry/hot", Body());

        AssertRefused(answer, "secondary");
        Assert.Equal(Loaded(), await InfluxPair.PointsAsync(pair.Replica, "hot", "load"));
        await pair.Primary.StartAsync();
        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");
        Assert.Equal(Loaded(), await InfluxPair.PointsAsync(pair.Primary, "hot", "load"));
        await CorrectAsync(pair, "http", StoresWords);

        // What only the replica holds is among what the recovery's comparison finds missing at the primary.
        await pair.Holdfast.UntilAsync("the recovery has compared", async () => (await pair.Holdfast.MetricAsync("holdfast_reconcile_points_total", "store=\"primary\"", "outcome=\"repaired\"")) > 0);
        await AssertWholeAsync(pair, "conflict at the replica", [$"host=b {Now} 0.5"], recovery);
    }

    [SkippableFact]
    public async Task Backfill_ConflictAtThePrimaryOnly_CostsThosePointsAndIsMended()
    {
        await using var pair = await InfluxPair.StartAsync(keys: LiveHoldfast.Patient);
        await pair.Primary.WriteAsync(InfluxPair.Database, "hot", $"p,host=b v=0.5 {Now}");
        await pair.Primary.KillAsync();

        var answer = await pair.Holdfast.WriteV2Async("telemetry/hot", Body());
        Assert.Equal((204, "secondary"), (answer.Status, answer.Route));
        await pair.Primary.StartAsync();
        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");

        Assert.Equal(Loaded(), await InfluxPair.PointsAsync(pair.Primary, "hot", "load"));
        Assert.Equal(204, (await pair.Holdfast.WriteV2Async("telemetry/hot", $"p,host=c v=1 {Now}")).Status);

        // A store that is too busy to tell its schema in time refuses the points itself.
        await CorrectAsync(pair, "backfill", "store 'primary' holds it otherwise: found text for field 'v', expected float", "field type conflict");
        await AssertWholeAsync(pair, "conflict found by the backfill", [$"host=b {Now} 0.5", $"host=c {Now} 1"], recovery);
    }

    private static void AssertRefused(LiveAnswer answer, string route)
    {
        Assert.Equal((400, route), (answer.Status, answer.Route));
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal($"{Poison.Length} of {Lines} lines rejected, {Lines - Poison.Length} accepted", body.RootElement.GetProperty("message").GetString());
        Assert.Equal(
            Poison.Select(static index => (index + 1, "refused_by_store")),
            body.RootElement.GetProperty("lines").EnumerateArray().Select(static line => (line.GetProperty("line").GetInt32(), line.GetProperty("code").GetString()!)));
    }

    /// <summary>What an operator does: looks at each letter, corrects its text, and sends it again.</summary>
    private static async Task CorrectAsync(InfluxPair pair, string source, params string[] messages)
    {
        var letters = await pair.Holdfast.LettersAsync();
        Assert.Equal(Poison.Select(Bad), letters.Select(static letter => letter.GetProperty("text").GetString()!.TrimEnd('\n')).OrderBy(static text => Time(text)));
        foreach (var letter in letters)
        {
            Assert.Equal(source, letter.GetProperty("source").GetString());
            Assert.Contains(messages, message => letter.GetProperty("message").GetString()!.Contains(message, StringComparison.Ordinal));
            var text = letter.GetProperty("text").GetString()!.Replace("\"bad\"", "7.5", StringComparison.Ordinal);
            await pair.Holdfast.RedriveAsync(new { id = letter.GetProperty("id").GetString(), text });
        }

        Assert.Empty(await pair.Holdfast.LettersAsync());
    }

    private async Task AssertWholeAsync(InfluxPair pair, string what, string[] others, (TimeSpan Closed, TimeSpan Drained)? recovery)
    {
        await pair.Holdfast.UntilDrainedAsync("primary");
        string[] corrected = [.. Poison.Select(static index => $"host=a {Now + index} 7.5")];
        var load = await InfluxPair.PointsAsync(pair.Primary, "hot", "load");
        var mended = await InfluxPair.PointsAsync(pair.Primary, "hot", "p");
        Assert.Equal(Loaded(), load);
        Assert.Equal(others.Concat(corrected).Order(StringComparer.Ordinal), mended);
        output.WriteLine($"{new PartnerReport
        {
            Partner = $"InfluxDB 1.6.7, {what}",
            Sent = Lines,
            Faults = "3 points of another type among 5000",
            Acknowledged = Lines,
            Lost = Loaded().Except(load).Count() + corrected.Except(mended).Count(),
            Recovery = recovery,
            Remark = "3 dead letters, corrected and redriven",
        }}");
    }

    private static string Body() => string.Join('\n', Enumerable.Range(0, Lines).Select(static index => Poison.Contains(index) ? Bad(index) : $"load,host=h{index % 10} v={index} {Now + index}"));

    private static string Bad(int index) => $"p,host=a v=\"bad\" {Now + index}";

    private static long Time(string line) => long.Parse(line[(line.LastIndexOf(' ') + 1)..]);

    private static string[] Loaded() =>
        [.. Enumerable.Range(0, Lines).Except(Poison).Select(static index => $"host=h{index % 10} {Now + index} {index}").Order(StringComparer.Ordinal)];
}
