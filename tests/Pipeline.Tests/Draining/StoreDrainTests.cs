using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Draining;

public sealed class StoreDrainTests
{
    [Fact]
    public void StepAsync_NothingOwed_IsIdle() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        Assert.Equal(DrainStatus.Idle, (await rig.DrainAsync()).Status);
    });

    [Fact]
    public void StepAsync_StoreBack_DeliversEverythingInOrderAndOwesNoMore() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await OweAsync(rig, 200);
        rig.Primary.Recover();
        var result = await rig.DrainAsync();
        Assert.Equal((DrainStatus.Progressed, 200, 200), (result.Status, result.Batches, result.Points));
        Assert.Equal(Enumerable.Range(1, 200).Select(WritingRig.Line), rig.Primary.Lines);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
        Assert.Equal(DrainStatus.Idle, (await rig.DrainAsync()).Status);
    });

    [Fact]
    public void StepAsync_BreakerOpen_SendsNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await OweAsync(rig, 3);
        rig.Primary.Recover();
        rig.Breakers.Isolate("s0", "test");
        var requests = rig.Primary.Requests.Count;
        Assert.Equal(DrainStatus.Blocked, (await rig.DrainAsync()).Status);
        Assert.Equal((requests, 3), (rig.Primary.Requests.Count, rig.Log.Owed("s0").Batches));
    });

    [Fact]
    public void StepAsync_StoreFailsHalfway_KeepsTheRestOwed() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxCoalescedBytes = 64 } });
        await OweAsync(rig, 10);
        var left = 4;
        rig.Primary.Behaviour = (body, _) => Task.FromResult(left-- > 0 ? rig.Primary.Commit(body) : new() { Status = 500 });
        var result = await rig.DrainAsync();
        Assert.Equal(DrainStatus.Failed, result.Status);
        Assert.Equal(10 - rig.Primary.Lines.Count, rig.Log.Owed("s0").Batches);
        rig.Primary.Recover();
        await rig.DrainAsync();
        Assert.Equal(Enumerable.Range(1, 10).Select(WritingRig.Line), rig.Primary.Lines);
    });

    [Fact]
    public void StepAsync_AllPoison_QuarantinesItAndGoesOn() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s0", "test");
        await rig.WriteAsync([.. Enumerable.Range(1, 2000)]);
        await rig.WriteAsync(5000);
        await CloseAsync(rig);
        rig.Primary.Behaviour = (body, _) => Task.FromResult(
            body.Trim() == WritingRig.Line(5000)
                ? rig.Primary.Commit(body)
                : new() { Status = 400, Body = """{"error":"partial write: points beyond retention policy dropped=1"}""" });
        while ((await rig.DrainAsync()).Status == DrainStatus.Progressed)
        {
        }

        Assert.Equal(0, rig.Log.Owed("s0").Batches);
        Assert.Equal([WritingRig.Line(5000)], rig.Primary.Lines);
        Assert.Equal(2000, rig.Letters.Summary.Count);
        Assert.Equal(["refused_by_store"], rig.Letters.Summary.Reasons.Select(static reason => reason.Reason));
    });

    [Fact]
    public void StepAsync_PoisonButDeadLettersFail_DoesNotAdvance() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await OweAsync(rig, 2);
        rig.Primary.RejectLinesWith("v=1i");
        rig.Disk.Faults.FailNext(MemoryStep.SyncFile);
        Assert.Equal(DrainStatus.StorageFailed, (await rig.DrainAsync()).Status);
        Assert.Equal(2, rig.Log.Owed("s0").Batches);
        Assert.Equal(DrainStatus.Progressed, (await rig.DrainAsync()).Status);
        Assert.Equal((0, 1), (rig.Log.Owed("s0").Batches, rig.Letters.Summary.Count));
    });

    [Fact]
    public void StepAsync_OlderThanANewerWrite_EndsWithTheNewerValue() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        await rig.IngestAsync($"m v=1i {WritingRig.TimeOf(0)}");
        rig.Primary.Recover();
        await rig.IngestAsync($"m v=2i {WritingRig.TimeOf(0)}");
        await rig.DrainAsync();
        Assert.Equal($"m v=2i {WritingRig.TimeOf(0)}", rig.Primary.Lines[^1]);
    });

    [Fact]
    public void StepAsync_AfterARestart_GoesOnWhereItWas() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await OweAsync(rig, 5);
        await rig.Log.DisposeAsync();
        await rig.Letters.DisposeAsync();
        var again = await WritingRig.StartAsync(world, disk: rig.Disk);
        Assert.Equal(5, again.Log.Owed("s0").Batches);
        await again.PassAsync(10);
        Assert.Equal(DrainStatus.Progressed, (await again.DrainAsync()).Status);
        Assert.Equal(Enumerable.Range(1, 5).Select(WritingRig.Line), again.Primary.Lines);
    });

    /// <summary>Has the primary owed so many batches, without its breaker opening.</summary>
    private static async Task OweAsync(WritingRig rig, int batches)
    {
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(1));
        for (var value = 1; value <= batches; value++)
            await rig.WriteAsync(value);
        await rig.PassAsync(2);
    }

    private static async Task CloseAsync(WritingRig rig)
    {
        rig.Breakers.Restore("s0");
        for (var second = 0; second < 70; second++)
        {
            await rig.Prober.ProbeAsync(rig.Targets.StoreNamed("s0")!, default);
            await rig.PassAsync(1);
        }
    }
}
