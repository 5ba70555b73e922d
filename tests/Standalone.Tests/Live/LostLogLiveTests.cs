using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>
/// A file of the deferred log is deleted by hand while Holdfast is stopped: what it owed the primary is gone, and only the replica has it.
/// Reconciliation by real InfluxQL finds and mends it, whoever asks for it.
/// </summary>
[Collection(LiveCollection.Name)]
public sealed class LostLogLiveTests(ITestOutputHelper output)
{
    private const int Requests = 40;
    private const int PerRequest = 100;

    private static readonly string[] SmallFiles = ["Data:SegmentBytes=65536", "Data:MaxBytes=67108864", "Recovery:Settle=00:00:01"];
    private static readonly string[] QuickTimer = ["Reconcile:Timer=true", "Reconcile:ShortestInterval=00:00:01", "Reconcile:Delay=00:00:00", .. SmallFiles];

    /// <summary>Ten minutes ago, so that the points lie in windows that are over.</summary>
    private static readonly long Then = InfluxPair.Recent() - 600_000_000_000;

    [SkippableFact]
    public async Task Reconcile_OneOfSeveralFilesLost_TheRecoveryFindsItAfterTheRestIsDelivered()
    {
        await using var pair = await InfluxPair.StartAsync(keys: SmallFiles);
        var owed = await LoseAsync(pair, static files => files.Take(1));

        Assert.InRange(owed, 1, Requests - 2);
        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");
        await AssertMendedAsync(pair, "recovery", owed, recovery);
    }

    [SkippableFact]
    public async Task Reconcile_WholeLogLost_TheTimerFindsIt()
    {
        await using var pair = await InfluxPair.StartAsync(keys: QuickTimer);
        var owed = await LoseAsync(pair, static files => files);

        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");
        await AssertMendedAsync(pair, "timer", owed, recovery);
    }

    [SkippableFact]
    public async Task Reconcile_WholeLogLost_AnOperatorsOrderFindsIt()
    {
        await using var pair = await InfluxPair.StartAsync(keys: SmallFiles);
        var owed = await LoseAsync(pair, static files => files);
        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");
        Assert.Equal(PerRequest, (await InfluxPair.PointsAsync(pair.Primary, "hot", "m")).Count);

        var answer = await pair.Holdfast.PostAsync("/ops/reconcile", "{\"tier\":\"hot\"}");

        Assert.Equal(200, answer.Status);
        await AssertMendedAsync(pair, "operator", owed, recovery);
    }

    /// <summary>The primary misses everything but the first request; some of the files that say so are deleted. How many batches are then owed.</summary>
    private static async Task<long> LoseAsync(InfluxPair pair, Func<IEnumerable<string>, IEnumerable<string>> lost)
    {
        Assert.Equal("primary", (await pair.Holdfast.WriteV2Async("telemetry/hot", Body(0))).Route);
        await pair.Primary.KillAsync();
        for (var request = 1; request < Requests; request++)
            Assert.Equal("secondary", (await pair.Holdfast.WriteV2Async("telemetry/hot", Body(request))).Route);
        Assert.Equal(Requests - 1, await pair.Holdfast.OwedAsync("primary"));

        await pair.Holdfast.RestartAsync(() =>
        {
            var files = Directory.GetFiles(Path.Combine(pair.Holdfast.Folder, "deferred"), "*.log").Order(StringComparer.Ordinal).ToList();
            Assert.True(files.Count > 2, $"{files.Count} files");
            foreach (var file in lost(files))
                File.Delete(file);
            return Task.CompletedTask;
        });

        // The primary is still gone, so nothing has been delivered yet.
        var owed = await pair.Holdfast.OwedAsync("primary");
        await pair.Primary.StartAsync();
        await pair.Holdfast.UntilEligibleAsync("primary", "hot", eligible: true);
        return owed;
    }

    private async Task AssertMendedAsync(InfluxPair pair, string cause, long owed, (TimeSpan Closed, TimeSpan Drained) recovery)
    {
        string[] expected = [.. Enumerable.Range(0, Requests * PerRequest).Select(static point => $"host=h{point % 5} {Time(point)} {point}").Order(StringComparer.Ordinal)];
        var missing = 0L;
        await pair.Holdfast.UntilAsync("a repair is reported", async () =>
        {
            var reports = (await pair.Holdfast.ReadAsync("/ops/reconciliations")).GetProperty("reports").EnumerateArray()
                .Where(report => report.GetProperty("cause").GetString() == cause && report.GetProperty("tier").GetString() == "hot").ToList();
            missing = reports.Sum(static report => report.GetProperty("total").GetProperty("missingPoints").GetInt64());
            return missing > 0 && missing == reports.Sum(static report => report.GetProperty("total").GetProperty("repairedPoints").GetInt64());
        });
        var held = await InfluxPair.PointsAsync(pair.Primary, "hot", "m");
        Assert.Equal(expected, held);
        Assert.Equal((Requests - 1 - owed) * PerRequest, missing);
        Assert.Equal(missing, await pair.Holdfast.MetricAsync("holdfast_reconcile_points_total", "outcome=\"repaired\"", "tier=\"hot\""));
        var log = await pair.Holdfast.ReadAsync("/ops/deferred");
        output.WriteLine($"{new PartnerReport
        {
            Partner = $"InfluxDB 1.6.7, deferred log deleted, found by {cause}",
            Sent = expected.Length,
            Faults = $"killed; {missing} points deleted with the log",
            Acknowledged = expected.Length,
            Lost = expected.Except(held).Count(),
            Recovery = recovery,
            Remark = $"{missing} points found missing and repaired, {log.GetProperty("lostBatches")} batches known to be lost",
        }}");
    }

    /// <summary>Each request all over five minutes, and the last one a little further, so that what remains of the log spans what is gone.</summary>
    private static long Time(int point) => point / PerRequest == Requests - 1
        ? Then - 777_777_777 + (point % PerRequest * 3_050_000_000L)
        : Then + (point % PerRequest * 3_000_000_000L) + (point / PerRequest);

    private static string Body(int request) => string.Join(
        '\n', Enumerable.Range(request * PerRequest, PerRequest).Select(static point => $"m,host=h{point % 5} v={point} {Time(point)}"));
}
