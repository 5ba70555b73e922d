using Holdfast.Tests.Support.Live;
using Xunit.Abstractions;

namespace Holdfast.Standalone.Tests.Live;

/// <summary>A time to live that is not the tier's, on a real InfluxDB: found at the start or later, never written to, and forgiven once mended.</summary>
[Collection(LiveCollection.Name)]
public sealed class RetentionLiveTests(ITestOutputHelper output)
{
    private const int Points = 30;

    private static readonly string[] Quick = ["Delivery:Recheck=00:00:01", "Delivery:RecheckIneligible=00:00:01", .. LiveHoldfast.Patient];

    private static readonly long Now = InfluxPair.Recent();

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verify_PolicyOfAnotherDuration_IsWrittenPastUntilItIsMendedAndThenGivenWhatItMissed(bool atStart)
    {
        await using var pair = await InfluxPair.StartAsync(cold: atStart ? "30d" : "365d", keys: Quick);
        var before = 0;
        if (!atStart)
        {
            await WriteAsync(pair, 0, ("primary", "none"));
            before = Points;
            await pair.Primary.QueryAsync($"ALTER RETENTION POLICY \"cold\" ON {InfluxPair.Database} DURATION 30d");
        }

        await pair.Holdfast.UntilEligibleAsync("primary", "cold", eligible: false);
        Assert.Equal("its time to live is 30.00:00:00, the tier's is 365.00:00:00", (await pair.Holdfast.TargetAsync("primary", "cold")).GetProperty("reason").GetString());
        await WriteAsync(pair, before, ("secondary", "ineligible"));

        Assert.Equal(Rows(0, before), await InfluxPair.PointsAsync(pair.Primary, "cold", "m"));
        Assert.Equal(Rows(before, Points), await InfluxPair.PointsAsync(pair.Replica, "cold", "m"));
        Assert.Equal(Points, await pair.Holdfast.OwedAsync("primary"));
        Assert.Equal(Points, await pair.Holdfast.MetricAsync("holdfast_fallback_transitions_total", "reason=\"ineligible\"", "tier=\"cold\""));
        Assert.Equal(Points, await pair.Holdfast.MetricAsync("holdfast_owed_batches", "store=\"primary\""));

        // The other tier of the same store is none the worse.
        Assert.Equal("primary", (await pair.Holdfast.WriteV2Async("telemetry/hot", $"m v=1 {Now}")).Route);

        await pair.Primary.QueryAsync($"ALTER RETENTION POLICY \"cold\" ON {InfluxPair.Database} DURATION 365d");
        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");
        await pair.Holdfast.UntilEligibleAsync("primary", "cold", eligible: true);
        await WriteAsync(pair, before + Points, ("primary", "none"));

        var expected = Rows(0, before + (2 * Points));
        var held = await InfluxPair.PointsAsync(pair.Primary, "cold", "m");
        Assert.Equal(expected, held);
        Assert.Equal(Points, (await InfluxPair.PointsAsync(pair.Replica, "cold", "m")).Count);
        Assert.Empty((await pair.Holdfast.StoreAsync("primary")).GetProperty("transitions").EnumerateArray());
        Assert.Equal(0, (await pair.Holdfast.ReadAsync("/ops/deadletters")).GetProperty("total").GetInt64());
        output.WriteLine($"{new PartnerReport
        {
            Partner = $"InfluxDB 1.6.7, time to live wrong {(atStart ? "at start" : "while running")}",
            Sent = expected.Length,
            Faults = "retention policy of 30 d for 365 d",
            Acknowledged = expected.Length,
            Lost = expected.Except(held).Count(),
            Recovery = recovery,
        }}");
    }

    [SkippableFact]
    public async Task Write_PrimaryDeadAndReplicaOfAnotherTimeToLive_IsDeferredAndNeverWrittenThere()
    {
        await using var pair = await InfluxPair.StartAsync(keys: Quick);
        await pair.Replica.QueryAsync($"ALTER RETENTION POLICY \"cold\" ON {InfluxPair.Database} DURATION 30d");
        await pair.Holdfast.UntilEligibleAsync("replica", "cold", eligible: false);
        await pair.Primary.KillAsync();

        for (var point = 0; point < Points; point++)
        {
            var answer = await pair.Holdfast.WriteV2Async("telemetry_cold", Line(point));
            Assert.Equal((202, "deferred"), (answer.Status, answer.Route));
        }

        await pair.Primary.StartAsync();
        var recovery = await pair.Holdfast.UntilRecoveredAsync("primary");

        var held = await InfluxPair.PointsAsync(pair.Primary, "cold", "m");
        Assert.Equal(Rows(0, Points), held);
        Assert.Empty(await InfluxPair.PointsAsync(pair.Replica, "cold", "m"));
        output.WriteLine($"{new PartnerReport
        {
            Partner = "InfluxDB 1.6.7, no target of the right time to live",
            Sent = Points,
            Faults = "primary killed, replica's policy altered",
            Acknowledged = Points,
            Lost = Rows(0, Points).Except(held).Count(),
            Recovery = recovery,
        }}");
    }

    private static async Task WriteAsync(InfluxPair pair, int first, (string Route, string Reason) expected)
    {
        for (var point = first; point < first + Points; point++)
        {
            var answer = await pair.Holdfast.WriteV2Async("telemetry_cold", Line(point));
            Assert.Equal((204, expected.Route), (answer.Status, answer.Route));
            Assert.Equal(expected.Reason, answer.Reason);
        }
    }

    private static string Line(int point) => $"m,host=a v={point} {Now + point}";

    private static string[] Rows(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static point => $"host=a {Now + point} {point}").Order(StringComparer.Ordinal)];
}
