using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Holdfast.Tests.Support;
using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>A real InfluxDB that takes one write at a time, and answers 503 <c>request throttled</c> while somebody else's slow one occupies it.</summary>
[Collection(LiveCollection.Name)]
public sealed class ThrottleLiveTests(ITestOutputHelper output)
{
    private const string OneAtATime = "max-concurrent-write-limit = 1\nmax-enqueued-write-limit = 1\nenqueued-write-timeout = \"50ms\"";
    private const int Points = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(75);
    private static readonly long Now = InfluxPair.Recent();

    [SkippableFact]
    public async Task Write_PrimaryThrottles_IsLeftAloneForAWhileLosesNothingAndIsGivenWhatItMissed()
    {
        await using var pair = await InfluxPair.StartAsync(keys: LiveHoldfast.Patient, http: OneAtATime);
        for (var point = 0; point < Points; point++)
            Assert.Equal("primary", (await WriteAsync(pair, point)).Route);

        long asked;
        using (await OccupyAsync(pair.Primary))
        {
            var told = 0;
            var clock = Stopwatch.StartNew();
            asked = await RequestsAsync(pair.Primary);
            for (var point = Points; point < 2 * Points; point++)
            {
                var answer = await WriteAsync(pair, point);
                Assert.Equal((204, "secondary", "throttled"), (answer.Status, answer.Route, answer.Reason));
                told += (await pair.Holdfast.StoreAsync("primary")).GetProperty("throttledUntil").ValueKind == JsonValueKind.String ? 1 : 0;
                await Task.Delay(Pause);
            }

            // The store names no time, so it is left alone for the default second: then one of the writes asks it, and the backfill, and it is
            // left alone again. Each asks once more after that where both began at the same moment.
            asked = await RequestsAsync(pair.Primary) - asked - 1;
            Assert.InRange(asked, 2, 4 + (3 * clock.Elapsed.TotalSeconds));
            Assert.Equal(Points, await pair.Holdfast.OwedAsync("primary"));
            Assert.Equal("closed", (await pair.Holdfast.StoreAsync("primary")).GetProperty("mode").GetString());
            Assert.True(told > 0);
        }

        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");
        for (var point = 2 * Points; point < 3 * Points; point++)
            Assert.Equal(204, (await WriteAsync(pair, point)).Status);
        await pair.Holdfast.UntilDrainedAsync("primary");

        string[] expected = [.. Enumerable.Range(0, 3 * Points).Select(static point => $"host=a {Now + point} {point}").Order(StringComparer.Ordinal)];
        var held = await InfluxPair.PointsAsync(pair.Primary, "hot", "m");
        Assert.Equal(expected, held);
        Assert.Empty((await pair.Holdfast.StoreAsync("primary")).GetProperty("transitions").EnumerateArray());
        Assert.Equal(0, (await pair.Holdfast.ReadAsync("/ops/deadletters")).GetProperty("total").GetInt64());
        output.WriteLine($"{new PartnerReport
        {
            Partner = "InfluxDB 1.6.7, throttling",
            Sent = expected.Length,
            Faults = "503 request throttled for 3 s",
            Acknowledged = expected.Length,
            Lost = expected.Except(held).Count(),
            Recovery = recovery,
            Remark = $"{asked} requests reached it while it throttled",
        }}");
    }

    private static Task<LiveAnswer> WriteAsync(InfluxPair pair, int point) => pair.Holdfast.WriteV2Async("telemetry/hot", $"m,host=a v={point} {Now + point}");

    /// <summary>Every HTTP request that it got, the throttled ones and this question included.</summary>
    private static Task<long> RequestsAsync(InfluxProcess store) => store.CountAsync("httpd", "req");

    /// <summary>A write whose body does not come to its end, which so holds the only place.</summary>
    private static async Task<TcpClient> OccupyAsync(InfluxProcess store)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, store.Port);
        var before = await store.CountAsync("httpd", "writeReqActive");
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /write?db={InfluxPair.Database}&rp=hot HTTP/1.1\r\nHost: store\r\nContent-Length: 1000\r\n\r\nother v=1"));
        using var limit = new CancellationTokenSource(LiveHoldfast.Patience);
        while (await store.CountAsync("httpd", "writeReqActive") == before)
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        return client;
    }
}
