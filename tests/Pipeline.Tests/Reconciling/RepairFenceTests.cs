using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Tests.Reconciling;

/// <summary>A repair is an old value on its way to a store that may take a newer one at any moment (I3).</summary>
public sealed class RepairFenceTests
{
    private static readonly string Old = ReconcilingRig.Line(5);
    private static readonly string Correction = ReconcilingRig.Line(5, "v=2i");
    private static readonly (string, long, string) Cell = ("m", WritingRig.TimeOf(ReconcilingRig.Past + 5), "v");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReconcileAsync_CorrectionBetweenReadAndRepair_HasTheLastWord(bool drainedAtOnce) => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.Add(Old);
        rig.Rig.Primary.Behaviour = async (body, ct) =>
        {
            // Just before the repair arrives a producer corrects the point, and a drain would love to deliver it.
            if (body == Old + "\n")
            {
                rig.Rig.Primary.Behaviour = null;
                Assert.Equal(0, (await rig.Rig.Pipeline.WriteAsync(CorrectionOf(rig), null)).Position);
                if (drainedAtOnce)
                    await rig.Rig.DrainAsync();
            }

            return rig.Rig.Primary.Commit(body);
        };

        Assert.Equal(1, (await rig.RunAsync()).Tally.Repaired);

        Assert.Equal("1i", rig.Influx[0].Cells()[Cell]);
        await rig.Rig.DrainAsync();
        Assert.Equal("2i", rig.Influx[0].Cells()[Cell]);
        Assert.Equal(0, rig.Rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void ReconcileAsync_CorrectionSentBeforeTheFenceAndAnsweredAfter_HasTheLastWord() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.Add(Old);
        rig.Rig.Primary.Behaviour = async (body, ct) =>
        {
            // Applied between the reading and the repair, answered long after.
            await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time, ct);
            rig.Rig.Primary.Behaviour = null;
            rig.Rig.Primary.Commit(body);
            await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time, ct);
            return StoreResponse.NoContent;
        };
        var live = rig.Rig.Pipeline.WriteAsync(CorrectionOf(rig), null);
        rig.Influx[0].Before = async (statement, ct) =>
        {
            if (!statement.StartsWith("SHOW FIELD", StringComparison.Ordinal))
                return null;
            await Task.Delay(TimeSpan.FromMilliseconds(200), world.Time, ct);
            return null;
        };
        await rig.RunAsync();
        await live;
        Assert.Equal("1i", rig.Influx[0].Cells()[Cell]);
        await rig.Rig.DrainAsync();
        Assert.Equal("2i", rig.Influx[0].Cells()[Cell]);
    });

    [Fact]
    public void ReconcileAsync_RepairTimesOut_IsFencedUntilItCannotBeAppliedAnyMore() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.Add(Old);
        rig.Rig.Primary.Hang();
        var run = rig.RunAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), world.Time);

        // It has timed out by now; the process knows that it may still be applied.
        rig.Rig.Primary.Recover();
        await rig.Rig.Pipeline.WriteAsync(CorrectionOf(rig), null);
        await rig.Rig.DrainAsync();
        Assert.Equal((1, 1L), (rig.Journal.Count, rig.Rig.Log.Owed("s0").Batches));
        rig.Rig.Primary.Commit(Old);
        var report = await run;

        Assert.Equal(ReconcileOutcome.Failed, report.Outcome);

        // The time counts from when the store answers again, not from when it stopped to.
        var settle = rig.Rig.Settings.Recovery.Settle;
        Assert.InRange(report.Duration, settle + TimeSpan.FromSeconds(5), settle + TimeSpan.FromSeconds(8));
        await rig.Rig.DrainAsync();
        Assert.Equal("2i", rig.Influx[0].Cells()[Cell]);
        Assert.Equal(0, rig.Journal.Count);
    });

    [Fact]
    public void StartAsync_ProcessDiedWithARepairUnderWay_IsFencedAgainUntilItIsSettled() => VirtualWorld.Run(async world =>
    {
        var disk = new MemoryDisk(new Random(3));
        var before = await ReconcilingRig.StartAsync(world, disk: disk);
        before.Rig.Replica.Lines.Add(Old);
        before.Rig.Primary.Hang();
        _ = before.RunAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        Assert.Contains(RepairJournal.FileName, disk.Names(""));
        disk.LosePower();

        var rig = await ReconcilingRig.StartAsync(world, disk: disk);
        Assert.Equal((1, 1), (rig.Journal.Count, rig.Rig.Fences.Count));
        await rig.Rig.Pipeline.WriteAsync(CorrectionOf(rig), null);
        await rig.Rig.DrainAsync();
        rig.Rig.Primary.Commit(Old);
        Assert.Equal("1i", rig.Influx[0].Cells()[Cell]);
        await rig.Lowered;
        await rig.Rig.DrainAsync();
        Assert.Equal("2i", rig.Influx[0].Cells()[Cell]);
        Assert.Equal(0, rig.Journal.Count);
        Assert.DoesNotContain(RepairJournal.FileName, disk.Names(""));
    });

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    public void StartAsync_JournalIsDamaged_FencesEverything(string content) => VirtualWorld.Run(async world =>
    {
        var disk = new MemoryDisk(new Random(3));
        disk.Write("", RepairJournal.FileName, System.Text.Encoding.UTF8.GetBytes(content));
        var rig = await ReconcilingRig.StartAsync(world, disk: disk);
        Assert.True(rig.Rig.Fences.Holds("s0", WritingRig.Bucket, 0, 0) && rig.Rig.Fences.Holds("s1", WritingRig.Bucket, 0, 0));
        await rig.Lowered;
        Assert.False(rig.Rig.Fences.Holds("s0", WritingRig.Bucket, 0, 0));
    });

    [Fact]
    public void ReconcileAsync_RangeCannotBeNotedOnTheDisk_WritesNoRepair() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.Add(Old);
        rig.Rig.Disk.Faults.Fail(MemoryStep.SyncFile, 1);
        var report = await rig.RunAsync();
        Assert.Equal(ReconcileOutcome.Failed, report.Outcome);
        Assert.Empty(rig.Rig.Primary.Lines);
        Assert.NotNull(rig.Book.Fault);
    });

    private static Batch CorrectionOf(ReconcilingRig rig)
    {
        var lines = System.Text.Encoding.UTF8.GetBytes(Correction + "\n");
        return new(rig.Rig.Tier, "correction", "lineage", lines, 1, Cell.Item2, Cell.Item2);
    }
}
