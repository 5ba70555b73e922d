using System.IO.Compression;
using System.Text;
using Holdfast.Tests.Support.Live;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>Bodies of ten thousand lines into a real InfluxDB, plain and packed, all read back.</summary>
[Collection(LiveCollection.Name)]
public sealed class LargeBodyLiveTests
{
    private const int Count = 10_000;

    [SkippableFact]
    public async Task Write_TenThousandLines_AreAllInTheStoreButTheBadOne()
    {
        await using var pair = await InfluxPair.StartAsync();
        var now = InfluxPair.Recent();

        var plain = await pair.Holdfast.WriteV2Async("telemetry/hot", Lines("plain", now));
        var packed = await PackedAsync(pair.Holdfast, Lines("packed", now));
        var partial = await pair.Holdfast.WriteV2Async("telemetry/hot", Lines("partial", now, bad: 7_654));

        Assert.Equal((204, "primary"), (plain.Status, plain.Route));
        Assert.Equal(204, packed);
        Assert.Equal(400, partial.Status);
        Assert.Contains("1 of 10000 lines rejected, 9999 accepted", partial.Body, StringComparison.Ordinal);
        foreach (var (measurement, bad) in new[] { ("plain", -1), ("packed", -1), ("partial", 7_654) })
        {
            var rows = await InfluxPair.RowsAsync(pair.Primary, $"SELECT v FROM hot.{measurement}");
            Assert.Equal(Enumerable.Range(0, Count).Where(n => n != bad).Select(n => $"[{now + n},{n}]"), rows);
        }
    }

    /// <summary>A tag that InfluxDB cannot hold (64 KiB and a byte) costs that line; its neighbours are stored.</summary>
    [SkippableFact]
    public async Task Write_TagTooLongForTheStore_CostsThatLine()
    {
        await using var pair = await InfluxPair.StartAsync();
        var now = InfluxPair.Recent();

        var answer = await pair.Holdfast.WriteV2Async("telemetry/hot", $"m v=1 {now}\nm,t={new string('x', (64 * 1024) + 1)} v=2 {now}\nm v=3 {now + 1}");

        Assert.Equal(400, answer.Status);
        Assert.Contains("1 of 3 lines rejected, 2 accepted", answer.Body, StringComparison.Ordinal);
        Assert.Equal([$"[{now},1]", $"[{now + 1},3]"], await InfluxPair.RowsAsync(pair.Primary, "SELECT v FROM hot.m"));
        Assert.Equal(1, (await pair.Holdfast.ReadAsync("/ops/deadletters")).GetProperty("total").GetInt64());
    }

    private static string Lines(string measurement, long now, int bad = -1) =>
        string.Concat(Enumerable.Range(0, Count).Select(n => n == bad ? $"{measurement} v=oops {now + n}\n" : $"{measurement} v={n} {now + n}\n"));

    private static async Task<int> PackedAsync(LiveHoldfast holdfast, string lines)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(lines));
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await holdfast.Http.PostAsync("/api/v2/write?bucket=telemetry/hot", content);
        return (int)answer.StatusCode;
    }
}
