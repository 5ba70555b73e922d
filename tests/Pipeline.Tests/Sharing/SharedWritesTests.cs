using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Tests.Support.Sharing;

namespace Holdfast.Pipeline.Tests.Sharing;

/// <summary>Several instances write and correct points of the same stores: what the primary ends with is the newest.</summary>
public sealed class SharedWritesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_CorrectionThroughAnotherInstance_PrimaryEndsWithTheLater(bool knows) => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        first.CutOff.Add(0);
        Assert.Equal(WriteDisposition.Committed, (await first.WriteAsync(1)).Disposition);
        if (knows)
            await rig.StepAsync();
        else
            await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time);
        Assert.Equal(WriteDisposition.Committed, (await second.WriteAsync(2)).Disposition);
        Assert.Equal(2, rig.ValueAt(0));
        await rig.PassAsync(15);

        await second.DrainAsync();

        Assert.Contains(SharedRig.Line(1, 0), rig.Primary.Lines);
        Assert.Equal(2, rig.ValueAt(0));
        Assert.Equal(knows ? 0 : 1, second.Keeper.MadeUp);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_OwedCorrectionOfAnotherInstancesValue_PrimaryEndsWithTheLater(bool drainedByOther) => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        await first.WriteAsync(1);
        await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time);
        second.CutOff.Add(0);
        await second.WriteAsync(2);
        Assert.Equal(1, rig.ValueAt(0));
        await rig.PassAsync(15);
        Assert.Equal(0, first.Keeper.MadeUp);

        second.CutOff.Clear();
        await (drainedByOther ? first : second).DrainAsync();

        Assert.Equal(2, rig.ValueAt(0));
    });

    [Fact]
    public void Write_BackAndForthBetweenInstancesWithinOneRead_PrimaryEndsWithTheLast() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        first.CutOff.Add(0);
        await first.WriteAsync(1);
        await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);
        await second.WriteAsync(2);
        await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);

        // Behind what is owed already, while the value in between is made up for only now.
        await first.WriteAsync(3);
        await rig.PassAsync(15);
        Assert.Equal(1, second.Keeper.MadeUp);
        await second.DrainAsync();

        Assert.Equal([1, 2, 3], rig.Primary.Lines.TakeLast(3).Select(static line => int.Parse(line["m v=".Length..line.IndexOf('i', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(3, rig.ValueAt(0));
    });

    [Fact]
    public void Write_StaleView_IsAppendedThoughNothingIsKnownToBeOwed() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var instance = await rig.StartAsync("a");
        await Task.Delay(rig.Options.Staleness, world.Time);
        await instance.WriteAsync(1);
        Assert.Empty(rig.Queue.Sessions);
        await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);

        await instance.WriteAsync(2);

        Assert.Equal([LaneSession.Of(SharedRig.Hot)], rig.Queue.Sessions);
    });

    [Fact]
    public void Step_MakeUpCannotBeAppended_ViewStaysStaleUntilItIs() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        first.CutOff.Add(0);
        await first.WriteAsync(1);
        await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time);
        await second.WriteAsync(2);
        rig.Queue.Calls.Faults = static kind => kind == "send" ? new(QueueFault.Unreachable) : null;
        for (var step = 0; step < 6; step++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            Assert.NotNull(await second.StepAsync());
        }

        Assert.True(second.Tail.IsStale);
        rig.Queue.Calls.Faults = static _ => null;
        Assert.Null(await second.StepAsync());

        Assert.False(second.Tail.IsStale);
        Assert.Equal(1, second.Keeper.MadeUp);
        await rig.PassAsync(15);
        await second.DrainAsync();
        Assert.Equal(2, rig.ValueAt(0));
    });

    /// <summary>
    /// There is room for one of two values that have to be made up, and the announcement of the older one is the slower. The newer one in its place
    /// would be delivered first, and the older one over it once there is room again, longer after than batches are held back for.
    /// </summary>
    [Fact]
    public void Step_RoomForOneOfTwoMakeUps_TakesTheOlder() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world, new() { MaxMessageBytes = 1700, MaxTransferBytes = 1700 });
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        first.CutOff.Add(0);
        await first.WriteAsync(1);
        await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time);
        await second.WriteAsync(2);
        await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);
        await second.WriteAsync(3);
        var (posts, sends) = (0, 0);
        rig.Board.Calls.Faults = kind => kind == "post" && posts++ == 0 ? MemoryFault.Slow(TimeSpan.FromMilliseconds(50)) : null;
        rig.Queue.Calls.Faults = kind => kind == "send" && sends++ > 0 ? new(QueueFault.Full) : null;
        await rig.PassAsync(15);
        Assert.Equal((1, 0), (second.Keeper.MadeUp, second.Keeper.Missed));
        while ((await second.Drain.StepAsync(SharedRig.Hot, CancellationToken.None)).Status == DrainStatus.Progressed)
            await rig.PassAsync(1);
        Assert.Equal(2, rig.ValueAt(0));

        rig.Queue.Calls.Faults = static _ => null;
        await rig.PassAsync(15);
        await second.DrainAsync();

        Assert.Equal((2, 3), (second.Keeper.MadeUp, rig.ValueAt(0)));
    });

    [Fact]
    public void Write_UnsettledThroughAnotherInstance_IsHeldByTheDrain() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        rig.Primary.HangAndCommitAfter(TimeSpan.FromSeconds(25), world.Time);
        Assert.Equal(WriteDisposition.Committed, (await first.WriteAsync(1)).Disposition);
        rig.Primary.Recover();
        await rig.PassAsync(1);
        await second.WriteAsync(2);
        await rig.PassAsync(15);

        var begun = world.Time.Elapsed;
        Assert.Equal(DrainStatus.Blocked, (await second.Drain.StepAsync(SharedRig.Hot, CancellationToken.None)).Status);
        await second.DrainAsync();

        Assert.True(world.Time.Elapsed - begun >= rig.Settings.Recovery.Settle);
        Assert.Equal(2, rig.ValueAt(0));
    });

    [Fact]
    public void Rescue_NothingStored_FallbackGetsItAndPrimaryToo() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        rig.Stores[0].Refuse();
        rig.Stores[1].Refuse();
        Assert.Equal(WriteDisposition.Deferred, (await first.WriteAsync(1)).Disposition);
        rig.Stores[0].Recover();
        rig.Stores[1].Recover();
        await rig.PassAsync(15);
        var unstored = OwedLane.Unstored(WritingRig.Bucket);
        Assert.Equal([unstored, SharedRig.Hot], second.Log.Lanes);
        Assert.Equal(1, second.Log.Owed(SharedRig.Hot).OnlyHere);

        Assert.Equal(DrainStatus.Progressed, (await second.Rescue.StepAsync(unstored, 1 << 20, CancellationToken.None)).Status);
        await second.DrainAsync();

        Assert.Equal((1, 1), (rig.ValueAt(0, 0), rig.ValueAt(0, 1)));
        Assert.Empty(rig.Queue.Sessions);
    });

    [Fact]
    public void Rescue_StoreHasItByNow_CopyLeavesTheLaneUndelivered() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var instance = await rig.StartAsync("a");
        rig.Stores[0].Refuse();
        rig.Stores[1].Refuse();
        await instance.WriteAsync(1);
        rig.Stores[0].Recover();
        await rig.PassAsync(15);
        await instance.DrainAsync();
        await rig.PassAsync(1);

        var unstored = OwedLane.Unstored(WritingRig.Bucket);
        Assert.Equal([LaneSession.Of(unstored)], rig.Queue.Sessions);
        await instance.Rescue.StepAsync(unstored, 1 << 20, CancellationToken.None);

        Assert.Empty(rig.Queue.Sessions);
        Assert.Null(rig.ValueAt(0, 1));
    });
}
