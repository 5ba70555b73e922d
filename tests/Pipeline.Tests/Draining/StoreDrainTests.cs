using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;

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
        Assert.Equal(DrainStatus.Blocked, (await again.DrainAsync()).Status);
        await again.PassAsync(10);
        Assert.Equal(DrainStatus.Progressed, (await again.DrainAsync()).Status);
        Assert.Equal(Enumerable.Range(1, 5).Select(WritingRig.Line), again.Primary.Lines);
    });

    [Fact]
    public void StepAsync_OneTargetIneligible_HoldsUpNoOtherTierOfTheStore() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Cold = true });
        rig.Primary.Behaviour = (body, _) => Task.FromResult(body.StartsWith("cold", StringComparison.Ordinal)
            ? new() { Status = 404, Body = """{"code":"not found","message":"bucket \"cold\" not found"}""" }
            : new Holdfast.Pipeline.Stores.StoreResponse { Status = 500 });
        await rig.IngestAsync($"cold v=1i {WritingRig.TimeOf(0)}", bucket: WritingRig.ColdBucket);
        await rig.WriteAsync(1);
        rig.Primary.Recover();
        Assert.Equal(DrainStatus.Blocked, (await rig.DrainAsync(bucket: WritingRig.ColdBucket)).Status);
        Assert.Equal(DrainStatus.Progressed, (await rig.DrainAsync()).Status);
        Assert.Equal([WritingRig.Line(1)], rig.Primary.Lines);
        Assert.Equal(1, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void StepAsync_ByteLimit_DeliversNoMoreButOneBatch() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await OweAsync(rig, 10);
        rig.Primary.Recover();
        var size = WritingRig.Line(1).Length + 1;
        var lane = new OwedLane("s0", WritingRig.Bucket);
        Assert.Equal((1, (long)size), Counts(await rig.Drain.StepAsync(lane, 1, default)));
        Assert.Equal((1, (long)size), Counts(await rig.Drain.StepAsync(lane, (2 * size) - 1, default)));
        Assert.Equal((2, 2L * size), Counts(await rig.Drain.StepAsync(lane, 2 * size, default)));
        Assert.Equal(Enumerable.Range(1, 4).Select(WritingRig.Line), rig.Primary.Lines);
    });

    [Fact]
    public void StepAsync_SlowThenThrottled_TellsWhatAPacerNeeds() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxCoalescedBytes = 64 } });
        await OweAsync(rig, 10);
        var wait = 100;
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(wait += 50), world.Time, ct);
            return wait < 300 ? rig.Primary.Commit(body) : new() { Status = 429, RetryAfter = TimeSpan.FromSeconds(7) };
        };
        var result = await rig.DrainAsync();
        Assert.Equal((DrainStatus.Failed, WriteClass.Throttled, 4), (result.Status, result.LastClass, result.Writes));
        Assert.Equal((rig.Primary.Lines.Count, rig.Primary.Lines.Sum(static line => line.Length + 1L)), Counts(result));
        Assert.Equal((900, 300), ((int)Math.Round(result.Elapsed.TotalMilliseconds), (int)Math.Round(result.Slowest.TotalMilliseconds)));
        Assert.Equal(7, result.RetryAfter!.Value.TotalSeconds, 3);
        Assert.Equal(DrainStatus.Blocked, (await rig.DrainAsync()).Status);
    });

    private static (int, long) Counts(DrainResult result) => (result.Batches, result.Bytes);

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
