using System.Text.Json;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Tests.Recovering;

public sealed class RecoveryReportsTests
{
    [Fact]
    public void All_BeforeAndDuringAndAfterARecovery_TellsHowItStands() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Recovery = new() { Soak = TimeSpan.FromSeconds(3) }, Delivery = new() { Retries = 0 } });
        var reports = new RecoveryReports(rig.Recovery, rig.Targets, rig.Settings.Recovery, rig.Time);
        Assert.Equal(("done", 1.0), (PhaseOf(Read(reports)), ShareOf(Read(reports))));

        rig.Primary.Refuse();
        await rig.WriteAsync(1);
        rig.Primary.Recover();
        await rig.Recovery.StepAsync("s0", default);
        var backfilling = Read(reports);
        Assert.Equal(("backfilling", 0.0), (PhaseOf(backfilling), ShareOf(backfilling)));
        Assert.Equal(1, backfilling.GetProperty("progress").GetProperty("left").GetProperty("batches").GetInt64());
        Assert.Equal(WritingRig.Bucket, Assert.Single(backfilling.GetProperty("pausedBuckets").EnumerateArray()).GetString());

        for (var turn = 0; turn < 1000 && rig.Recovery.IsUnderWay("s0"); turn++)
        {
            await rig.PassAsync(0.1);
            if (rig.Recovery.RecordOf("s0")!.Phase is RecoveryPhase.Soaking)
                Assert.InRange(Read(reports).GetProperty("soak").GetProperty("secondsLeft").GetDouble(), 0, 3);
            await rig.Recovery.StepAsync("s0", default);
        }

        var done = Read(reports);
        Assert.Equal(("done", 1.0), (PhaseOf(done), ShareOf(done)));
        Assert.Equal("compared", done.GetProperty("reconciled").GetProperty("outcome").GetString());
        var finished = Assert.Single(done.GetProperty("finished").EnumerateArray());
        Assert.Equal(1, finished.GetProperty("delivered").GetProperty("points").GetInt64());
        Assert.Empty(done.GetProperty("pausedBuckets").EnumerateArray());
    });

    [Fact]
    public void All_HeldStore_TellsTheReason() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s0", "maintenance");
        await rig.Recovery.StepAsync("s0", default);
        var report = Read(new(rig.Recovery, rig.Targets, rig.Settings.Recovery, rig.Time));
        Assert.Equal(("isolated", "open", "maintenance"), (PhaseOf(report), report.GetProperty("breaker").GetString(), report.GetProperty("held").GetString()));
    });

    private static JsonElement Read(RecoveryReports reports) =>
        JsonSerializer.SerializeToElement(reports.All(), OperationsReports.Json).GetProperty("stores")[0];

    private static string? PhaseOf(JsonElement report) => report.GetProperty("phase").GetString();

    private static double ShareOf(JsonElement report) => report.GetProperty("progress").GetProperty("share").GetDouble();
}
