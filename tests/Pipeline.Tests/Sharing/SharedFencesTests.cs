using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Tests.Sharing;

public sealed class SharedFencesTests
{
    private static readonly SharingOptions Options = new() { Instance = "a" };
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
    public void Write_WhileAnotherInstanceReplays_IsAppendedBehindIt() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var (first, second) = (await rig.StartAsync("a"), await rig.StartAsync("b"));
        var old = first.Batch(1);
        var raising = first.Fences.ShareAsync([new("s0", WritingRig.Bucket, old.MinTime, old.MaxTime)], CancellationToken.None);
        await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time);

        // Before it can know of the fence, and after.
        await second.WriteAsync(2);
        await rig.PassAsync(2);
        await second.WriteAsync(3);
        await rig.PassAsync(60);
        var fence = await raising;
        Assert.Null(fence.Fault ?? fence.Lapsed());
        Assert.True((await first.Targets.Of(old.Tier, old.Tier.Chain[0]).Writer.ReplayAsync(old)).Committed);
        await fence.LowerAsync();
        Assert.Equal(1, rig.ValueAt(0));
        await rig.PassAsync(2);

        await second.DrainAsync();

        Assert.Equal(3, rig.ValueAt(0));
    });

    [Fact]
    public void Check_RingTooShort_IsRefused()
    {
        Assert.Empty(Check(Options));
        Assert.Equal("Holdfast:Recovery:RewindAge", Assert.Single(Check(Options, new() { RewindAge = TimeSpan.FromSeconds(9.9) })).Path);
        Assert.Empty(Check(Options, new() { RewindAge = TimeSpan.FromSeconds(10) }));
        Assert.Equal("Holdfast:Recovery:RewindBytes", Assert.Single(Check(Options, new() { RewindBytes = 0 })).Path);
    }

    [Theory]
    [InlineData(89.999, 0)]
    [InlineData(90, 1)]
    [InlineData(90.001, 1)]
    public void Check_WritesUnderWayForLongerThanAFenceIsSaidAgain_IsRefused(double seconds, int errors)
    {
        var found = Check(Options, new() { Settle = TimeSpan.FromSeconds(seconds) });

        Assert.Equal(errors, found.Count);
        Assert.All(found, static error => Assert.Equal("Holdfast:Recovery:Settle", error.Path));
    }

    [Fact]
    public void Check_SlowRequests_BlamesTheirTime()
    {
        var settings = new WritingRigOptions().Settings();
        settings = settings with { Delivery = settings.Delivery with { Timeout = TimeSpan.FromSeconds(100) } };

        Assert.Equal("Holdfast:Delivery:Timeout", Assert.Single(Options.Check(settings)).Path);
    }

    [Fact]
    public void Check_TimesThatDoNotFitEachOther_AreRefused()
    {
        Assert.Equal("Instance", Assert.Single(Check(Options with { Instance = "" })).Path);
        Assert.Equal("HoldBack", Assert.Single(Check(Options with { HoldBack = TimeSpan.FromSeconds(4) })).Path);
        Assert.Equal("KeepNotes", Assert.Single(Check(Options with { KeepNotes = TimeSpan.FromSeconds(30) })).Path);
    }

    private static IReadOnlyList<RoutingError> Check(SharingOptions options, RecoveryOptions? recovery = null) =>
        options.Check(new WritingRigOptions { Recovery = recovery ?? new() }.Settings());
}
