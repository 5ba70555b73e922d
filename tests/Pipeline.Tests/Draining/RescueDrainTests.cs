using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Draining;

public sealed class RescueDrainTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public void StepAsync_FallbackBackFirst_GetsThemAndTheyStayOwedToThePrimary() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        await rig.WriteAsync(1);
        await rig.WriteAsync(2);
        await rig.WriteAsync(3);
        Assert.Equal((3, 3, 3), Owed(rig));
        Assert.Equal(DrainStatus.Blocked, (await rig.RescueAsync()).Status);

        await ReplicaBackAsync(rig);
        var result = await rig.RescueAsync();
        Assert.Equal((DrainStatus.Progressed, 3, 3), (result.Status, result.Batches, result.Points));
        Assert.Equal(Enumerable.Range(1, 3).Select(WritingRig.Line), rig.Replica.Lines);
        Assert.Equal((3, 0, 0), Owed(rig));
        Assert.Equal(DrainStatus.Idle, (await rig.RescueAsync()).Status);

        // The primary comes back, a producer corrects a value, and only then the drain runs.
        await PrimaryBackAsync(rig);
        var correction = $"m v=99i {WritingRig.TimeOf(2)}";
        await rig.IngestAsync(correction);
        Assert.Equal(DrainStatus.Progressed, (await rig.DrainAsync()).Status);
        Assert.Equal([correction, .. Enumerable.Range(1, 3).Select(WritingRig.Line), correction], rig.Primary.Lines);
        Assert.Equal((0, 0, 0), Owed(rig));
        Assert.Equal(3, rig.Replica.Lines.Count);
    });

    [Fact]
    public void StepAsync_PrimaryBackFirst_WritesNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        await rig.WriteAsync(1);
        await rig.WriteAsync(2);
        await PrimaryBackAsync(rig);
        rig.Replica.Answer(429, retryAfter: Long);
        Assert.Equal(2, (await rig.DrainAsync()).Batches);
        Assert.Equal((0, 0, 0), Owed(rig));
        rig.Replica.Recover();
        await rig.PassAsync(61);
        Assert.Equal(DrainStatus.Idle, (await rig.RescueAsync()).Status);
        Assert.Empty(rig.Replica.Lines);
    });

    [Fact]
    public void StepAsync_PrimaryHasTheFirstOnly_RescuesTheOthers() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        await rig.WriteAsync(1);
        await rig.WriteAsync(2);
        await PrimaryBackAsync(rig);
        await rig.Drain.StepAsync(new("s0", WritingRig.Bucket), 1, default);
        rig.Replica.Recover();
        Assert.Equal(1, (await rig.RescueAsync()).Batches);
        Assert.Equal([WritingRig.Line(2)], rig.Replica.Lines);
        Assert.Equal([WritingRig.Line(1)], rig.Primary.Lines);
    });

    [Fact]
    public void StepAsync_CorrectionWasWrittenToTheFallbackMeanwhile_IsNotOverwritten() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        await rig.WriteAsync(1);
        await rig.WriteAsync(2);
        await ReplicaBackAsync(rig);
        var correction = $"m v=99i {WritingRig.TimeOf(1)}";
        Assert.Equal(1, (await rig.IngestAsync(correction)).Position);
        Assert.Equal(1, (await rig.WriteAsync(50)).Position);
        Assert.Equal((4, 3, 3), Owed(rig));
        await rig.RescueAsync();
        Assert.Equal([correction, WritingRig.Line(50), WritingRig.Line(1), WritingRig.Line(2), correction], rig.Replica.Lines);
        Assert.Equal((4, 0, 0), Owed(rig));
    });

    [Fact]
    public void StepAsync_FallbackFindsPoison_LeavesItToThePrimary() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        await rig.WriteAsync(1);
        await rig.WriteAsync(2);
        await ReplicaBackAsync(rig);
        rig.Replica.RejectLinesWith("v=1i");
        await rig.RescueAsync();
        Assert.Equal((2, 0, 0), Owed(rig));
        Assert.Equal(0, rig.Letters.Summary.Count);
        Assert.Equal([WritingRig.Line(2)], rig.Replica.Lines.Distinct(StringComparer.Ordinal));
        await PrimaryBackAsync(rig);
        await rig.DrainAsync();
        Assert.Equal([WritingRig.Line(1), WritingRig.Line(2)], rig.Primary.Lines);
    });

    [Fact]
    public void StepAsync_FallbackFails_KeepsThemUnstored() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        await rig.WriteAsync(1);
        await ReplicaBackAsync(rig);
        rig.Replica.Answer(500);
        Assert.Equal(DrainStatus.Failed, (await rig.RescueAsync()).Status);
        Assert.Equal((1, 1, 1), Owed(rig));
    });

    [Fact]
    public void StepAsync_FirstFallbackNotBack_TakesTheNext() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world, new() { Stores = 3 });
        await rig.WriteAsync(1);
        await rig.PassAsync(2);
        rig.Replica.Answer(429, retryAfter: Long);
        await rig.WriteAsync(2);
        rig.Stores[2].Recover();
        await rig.PassAsync(2);
        await rig.RescueAsync();
        Assert.Equal([WritingRig.Line(1), WritingRig.Line(2)], rig.Stores[2].Lines);
        Assert.Equal(0, Owed(rig).OnlyHere);
    });

    [Fact]
    public void StepAsync_AfterARestart_GoesOnBehindWhatWasRescued() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        await rig.WriteAsync(1);
        await ReplicaBackAsync(rig);
        await rig.RescueAsync();
        await rig.Log.DisposeAsync();
        await rig.Letters.DisposeAsync();
        rig.Disk.LosePower();
        var again = await WritingRig.StartAsync(world, disk: rig.Disk);
        Assert.Equal((1, 0, 0), Owed(again));
    });

    [Fact]
    public void StepAsync_Fanout_CountsABatchOnceUntilAnyTargetHasIt() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world, new() { Delivery = new() { Mode = DeliveryMode.Fanout } });
        await rig.WriteAsync(1);
        await rig.WriteAsync(2);
        Assert.Equal((2, 2), (rig.Log.Owed("s0").Batches, rig.Log.Owed("s1").Batches));
        Assert.Equal((2, 2, 2), Owed(rig));
        await ReplicaBackAsync(rig);
        Assert.Equal(DrainStatus.Blocked, (await rig.RescueAsync()).Status);
        Assert.Empty(rig.Replica.Lines);
        await rig.Drain.StepAsync(new("s1", WritingRig.Bucket), 1, default);
        Assert.Equal(DrainStatus.Blocked, (await rig.RescueAsync()).Status);
        Assert.Equal(1, Owed(rig).OnlyHere);
        await rig.DrainAsync("s1");
        Assert.Equal(DrainStatus.Idle, (await rig.RescueAsync()).Status);
        Assert.Equal((2, 0, 0), Owed(rig));
    });

    [Fact]
    public void StepAsync_LaneOfTheOther_IsABug() => VirtualWorld.Run(async world =>
    {
        var rig = await StartAsync(world);
        await Assert.ThrowsAsync<ArgumentException>(() => rig.Rescue.StepAsync(new("s0", WritingRig.Bucket), 1, default));
        await Assert.ThrowsAsync<ArgumentException>(() => rig.Drain.StepAsync(OwedLane.Unstored(WritingRig.Bucket), default));
    });

    /// <summary>What the primary is owed, how much of it is only in the log, and what the rescue's lane holds.</summary>
    private static (long Owed, long OnlyHere, long Lane) Owed(WritingRig rig) =>
        (rig.Log.Owed("s0").Batches, rig.Log.Owed("s0").OnlyHere, rig.Log.Owed(OwedLane.Unstored(WritingRig.Bucket)).Batches);

    /// <summary>A rig whose stores ask to be left alone: the primary for a minute, the others for a second.</summary>
    private static async Task<WritingRig> StartAsync(VirtualWorld world, WritingRigOptions? options = null)
    {
        var rig = await WritingRig.StartAsync(world, options);
        rig.Primary.Answer(429, retryAfter: Long);
        foreach (var store in rig.Stores.Skip(1))
            store.Answer(429, retryAfter: TimeSpan.FromSeconds(1));
        return rig;
    }

    private static async Task ReplicaBackAsync(WritingRig rig)
    {
        rig.Replica.Recover();
        await rig.PassAsync(2);
    }

    private static async Task PrimaryBackAsync(WritingRig rig)
    {
        rig.Primary.Recover();
        await rig.PassAsync(61);
    }
}
