using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Tests.Sharing;

public sealed class SharedFencesTests
{
    private static readonly FencedRange Range = new("s0", WritingRig.Bucket, 10, 20);

    [Fact]
    public void Share_NoOtherInstances_IsDoneAtOnce() => VirtualWorld.Run(async world =>
    {
        var book = new FenceBook(TimeSpan.FromSeconds(1), world.Time);

        var shared = book.ShareAsync([Range], CancellationToken.None);

        Assert.True(shared.IsCompletedSuccessfully);
        Assert.Null((await shared).Fault ?? (await shared).Lapsed());
        Assert.False(book.IsShared || book.Overlaps("s0", WritingRig.Bucket, 10, 20));
    });

    [Fact]
    public void Share_OtherInstances_WaitsUntilTheyMustKnow() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        var raising = first.Fences.ShareAsync([Range], CancellationToken.None);
        await rig.PassAsync(1);
        Assert.True(second.Fences.Overlaps("s0", WritingRig.Bucket, 20, 30) && second.Fences.Holds("s0", WritingRig.Bucket, 20, 30));
        Assert.False(second.Fences.Overlaps("s0", WritingRig.Bucket, 21, 30) || first.Fences.Overlaps("s0", WritingRig.Bucket, 10, 20));
        Assert.False(raising.IsCompleted);
        await rig.PassAsync(rig.Options.Staleness.TotalSeconds + FenceBook.LingerFor(rig.Settings).TotalSeconds);
        var fence = await raising;
        Assert.Null(fence.Fault ?? fence.Lapsed());

        await fence.LowerAsync();
        await rig.PassAsync(1);

        Assert.False(second.Fences.Overlaps("s0", WritingRig.Bucket, 10, 20));
    });

    [Fact]
    public void Share_InstanceDies_ItsFenceEndsByItself() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        _ = first.Fences.ShareAsync([Range], CancellationToken.None);
        await rig.PassAsync(300);
        Assert.True(second.Fences.Overlaps("s0", WritingRig.Bucket, 10, 20));
        rig.Kill(first);

        await rig.PassAsync(88);
        Assert.True(second.Fences.Overlaps("s0", WritingRig.Bucket, 10, 20));
        await rig.PassAsync(33);

        Assert.False(second.Fences.Overlaps("s0", WritingRig.Bucket, 10, 20));
    });

    [Fact]
    public void Share_CannotBeSaidAgain_LapsesBeforeOthersForgetIt() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        var raising = first.Fences.ShareAsync([Range], CancellationToken.None);
        await rig.PassAsync(40);
        var fence = await raising;
        rig.Board.Calls.Faults = static kind => kind == "post" ? new(QueueFault.Unreachable) : null;

        for (var turn = 0; fence.Lapsed() is null; turn++)
        {
            Assert.True(turn < 200);
            Assert.True(second.Fences.Overlaps("s0", WritingRig.Bucket, 10, 20));
            await rig.PassAsync(1);
        }

        Assert.True(second.Fences.Overlaps("s0", WritingRig.Bucket, 10, 20));
    });

    [Fact]
    public void Share_BoardUnreachable_IsAFault() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var first = await rig.StartAsync("a");
        rig.Board.Calls.Faults = static kind => kind == "post" ? new(QueueFault.Unreachable) : null;

        var fence = await first.Fences.ShareAsync([Range], CancellationToken.None);

        Assert.Equal("the fence could not be raised for the other instances: post: Unreachable", fence.Fault);
    });

    [Fact]
    public void Write_WhileAnotherInstanceRewinds_IsAppendedBehindIt() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        await first.WriteAsync(1);
        first.Targets.StoreNamed("s0")!.Rewind.Suspect();
        var replay = first.Rewinder.ReplayAsync("s0", CancellationToken.None);
        await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time);

        // Before it can know of the fence, and after.
        await second.WriteAsync(2);
        await rig.PassAsync(2);
        await second.WriteAsync(3, second: 0);
        await rig.PassAsync(60);
        Assert.Null((await replay).Fault);
        Assert.Equal(1, rig.ValueAt(0));

        await second.DrainAsync();

        Assert.Equal(3, rig.ValueAt(0));
    });

    [Fact]
    public void Check_RingTooShort_IsRefused()
    {
        var options = new SharingOptions { Instance = "a" };

        Assert.Empty(options.Check(new()));
        Assert.Single(options.Check(new RecoveryOptions { RewindAge = TimeSpan.FromSeconds(9.9) }));
        Assert.Empty(options.Check(new RecoveryOptions { RewindAge = TimeSpan.FromSeconds(10) }));
        Assert.Single((options with { Instance = "" }).Check(new()));
        Assert.Single((options with { HoldBack = TimeSpan.FromSeconds(4) }).Check(new()));
        Assert.Single((options with { KeepNotes = TimeSpan.FromSeconds(30) }).Check(new()));
    }
}
