using System.Text.Json;
using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>Bodies of which a part is good, in front of a real InfluxDB: the good part is stored, and the rest is told and kept line by line.</summary>
[Collection(LiveCollection.Name)]
public sealed class PartialWriteLiveTests(ITestOutputHelper output)
{
    private const long Day = 86_400_000_000_000;

    private static readonly long Now = InfluxPair.Recent();

    [SkippableFact]
    public async Task Write_LinesOfEverySort_StoresTheGoodAndTellsAndKeepsTheBadWithPositionAndReason()
    {
        await using var pair = await InfluxPair.StartAsync(keys: LiveHoldfast.Patient);
        await pair.Primary.WriteAsync(InfluxPair.Database, "hot", $"s,host=a v=0.5 {Now}");
        string[] lines =
        [
            $"m,host=a v=1 {Now + 1}",
            $"m,host=a v= {Now + 2}",
            $"m,host=a v=3 {Now - (8 * Day)}",
            $"m,host=b v=4 {Now + 4}",
            $"m,host=a v=\"text\" {Now + 5}",
            $"s,host=a v=\"text\" {Now + 6}",
            $"s,host=a w=7 {Now + 7}",
            "no fields here",
            $"m,host=b v=9 {Now + 9}",
        ];

        var answer = await pair.Holdfast.WriteV2Async("telemetry/hot", string.Join('\n', lines));

        Assert.Equal((400, "primary"), (answer.Status, answer.Route));
        using var body = JsonDocument.Parse(answer.Body);
        Assert.Equal("5 of 9 lines rejected, 4 accepted", body.RootElement.GetProperty("message").GetString());
        var told = body.RootElement.GetProperty("lines").EnumerateArray()
            .Select(static line => (line.GetProperty("line").GetInt32(), line.GetProperty("code").GetString())).ToList();
        foreach (var line in body.RootElement.GetProperty("lines").EnumerateArray())
            output.WriteLine($"{line}");
        Assert.Equal([2, 3, 5, 6, 8], told.Select(static line => line.Item1));
        Assert.Equal(["field_type_conflict", "refused_by_store"], told.Where(static line => line.Item1 is 5 or 6).Select(static line => line.Item2));
        Assert.Equal("too_old", told[1].Item2);

        Assert.Equal([$"host=a {Now + 1} 1", $"host=b {Now + 4} 4", $"host=b {Now + 9} 9"], await InfluxPair.PointsAsync(pair.Primary, "hot", "m"));
        Assert.Equal([$"host=a {Now} 0.5"], await InfluxPair.PointsAsync(pair.Primary, "hot", "s"));
        Assert.Equal([$"host=a {Now + 7} 7"], await InfluxPair.PointsAsync(pair.Primary, "hot", "s", "w"));
        Assert.Empty(await InfluxPair.RowsAsync(pair.Replica, "SELECT * FROM /.*/"));

        var letters = await pair.Holdfast.LettersAsync();
        Assert.Equal(
            told.Select(line => (line.Item1, line.Item2, lines[line.Item1 - 1])),
            letters.Select(static letter => (letter.GetProperty("line").GetInt32(), letter.GetProperty("reason").GetString(), letter.GetProperty("text").GetString()!.TrimEnd('\n')))
                .OrderBy(static letter => letter.Item1));
        Assert.Contains("already exists as type float", letters.First(static letter => letter.GetProperty("line").GetInt32() == 6).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await pair.Holdfast.OwedAsync("primary"));
        Assert.Empty((await pair.Holdfast.StoreAsync("primary")).GetProperty("transitions").EnumerateArray());
        output.WriteLine($"{new PartnerReport { Partner = "InfluxDB 1.6.7, partial write", Sent = 9, Faults = "5 bad lines of four sorts", Acknowledged = 4, Lost = 0, Remark = "5 dead letters" }}");
    }

    [SkippableFact]
    public async Task Write_OlderThanAPolicyThatWasJustShortened_IsKeptWithTheStoresMessageAndRedriven()
    {
        await using var pair = await InfluxPair.StartAsync(keys: LiveHoldfast.Patient);
        await pair.Primary.QueryAsync($"ALTER RETENTION POLICY \"cold\" ON {InfluxPair.Database} DURATION 1d SHARD DURATION 1h");

        // Before anybody has asked again: only the store can tell.
        var answer = await pair.Holdfast.WriteV2Async("telemetry_cold", $"m,host=a v=1 {Now - (2 * Day)}\nm,host=a v=2 {Now}");

        Assert.Equal(400, answer.Status);
        var letter = Assert.Single(await pair.Holdfast.LettersAsync());
        Assert.Equal(("refused_by_store", 1), (letter.GetProperty("reason").GetString(), letter.GetProperty("line").GetInt32()));
        Assert.Contains("points beyond retention policy", letter.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal([$"host=a {Now} 2"], await InfluxPair.PointsAsync(pair.Primary, "cold", "m"));

        await pair.Primary.QueryAsync($"ALTER RETENTION POLICY \"cold\" ON {InfluxPair.Database} DURATION 365d SHARD DURATION 7d");
        await pair.Holdfast.RedriveAsync(new { reason = "refused_by_store" });

        Assert.Equal([$"host=a {Now - (2 * Day)} 1", $"host=a {Now} 2"], await InfluxPair.PointsAsync(pair.Primary, "cold", "m"));
        Assert.Empty(await pair.Holdfast.LettersAsync());
    }
}
