using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Writing;

public sealed class FenceTests
{
    [Fact]
    public void WriteAsync_OverlapsWhatThePrimaryIsOwed_IsAppendedBehindIt() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        await rig.WriteAsync(10);
        rig.Primary.Recover();
        Assert.Equal(0, (await rig.WriteAsync(10)).Position);
        Assert.Equal(2, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void WriteAsync_BeyondWhatThePrimaryIsOwed_GoesStraightThrough() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        await rig.WriteAsync(10);
        rig.Primary.Recover();
        Assert.Equal(0, (await rig.WriteAsync(11)).Position);
        Assert.Equal(1, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void WriteAsync_BecameOwedWhileUnderWay_IsAppendedBehindIt() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var slow = true;
        rig.Primary.Behaviour = async (body, ct) =>
        {
            if (!slow)
                return StoreFailure();
            slow = false;
            await Task.Delay(TimeSpan.FromMilliseconds(400), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        var first = rig.WriteAsync(10);
        await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time);
        await rig.WriteAsync(10);
        Assert.Equal(0, (await first).Position);
        Assert.Equal(2, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void WriteAsync_WhatWasOwedIsDeliveredWhileUnderWay_IsAppendedAllTheSame() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        await rig.WriteAsync(10);
        var milliseconds = 100;
        rig.Primary.Behaviour = async (body, ct) =>
        {
            var wait = TimeSpan.FromMilliseconds(milliseconds);
            milliseconds = 400;
            await Task.Delay(wait, world.Time, ct);
            return rig.Primary.Commit(body);
        };
        var drain = rig.DrainAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time);
        var live = rig.WriteAsync(10);
        await drain;
        Assert.Equal(0, rig.Log.Owed("s0").Batches);

        // Which of the two the store applied last, nobody knows: only the log can say.
        Assert.Equal(0, (await live).Position);
        Assert.Equal(1, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void WriteAsync_ProbeOfARecoveringPrimary_IsAppendedAsWell() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s0", "test");
        rig.Breakers.Restore("s0");
        for (var value = 1; value <= 10; value++)
            await rig.WriteAsync(value);

        // One was the probe, committed at the primary and the first of all; nine went to the replica.
        Assert.Equal(WritingRig.Line(1), Assert.Single(rig.Primary.Lines));
        Assert.Equal(10, rig.Log.Owed("s0").Batches);
        Assert.Equal(0, rig.Log.Owed("s0").OnlyHere);
    });

    private static Holdfast.Pipeline.Stores.StoreResponse StoreFailure() => new() { Status = 500 };
}
