using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Deferring;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Sharing;

public sealed class CompactionTests
{
    private static readonly OwedLane Lane = Owing.Lane();

    [Fact]
    public void Compact_ManyNotes_BecomeFewAndSayTheSameToANewcomer() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var first = await OwingAsync(rig, batches: 100);
        Assert.True((await first.Tail.CompactAsync(CancellationToken.None)).Succeeded);
        Assert.Equal(1, rig.Board.Count);
        await first.Log.OweAsync(Owing.Batch("late", min: 5000, max: 5001, elsewhere: true));

        var newcomer = await rig.StartAsync("b");

        Assert.Equal(first.Log.Owed(Lane), newcomer.Log.Owed(Lane));
        Assert.Equal(101, newcomer.Log.Owed(Lane).Batches);
        Assert.True(newcomer.Log.Overlaps(Lane, 10, 10) && newcomer.Log.Overlaps(Lane, 1009, 1009) && newcomer.Log.Overlaps(Lane, 5001, 5001));
        Assert.False(newcomer.Log.Overlaps(Lane, 2000, 3000));
    });

    [Fact]
    public void Compact_CrashBeforeTheRemoval_IsHarmless() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var first = await OwingAsync(rig, batches: 10);
        rig.Board.Calls.Faults = static kind => kind == "remove" ? new(QueueFault.Unreachable) : null;
        Assert.False((await first.Tail.CompactAsync(CancellationToken.None)).Succeeded);
        rig.Board.Calls.Faults = static _ => null;
        var newcomer = await rig.StartAsync("b");
        await rig.StepAsync();
        Assert.Equal(10, newcomer.Log.Owed(Lane).Batches);
        Assert.Equal(10, first.Log.Owed(Lane).Batches);

        Assert.True((await first.Tail.CompactAsync(CancellationToken.None)).Succeeded);

        Assert.Equal(10, (await rig.StartAsync("c")).Log.Owed(Lane).Batches);
    });

    [Fact]
    public void Compact_RemovalGetsOnlyPartOfTheWay_NewcomerStillKnowsAll() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var first = await OwingAsync(rig, batches: 10);
        rig.Board.RemoveOnly = 4;
        await first.Tail.CompactAsync(CancellationToken.None);

        var newcomer = await rig.StartAsync("b");

        Assert.Equal(10, newcomer.Log.Owed(Lane).Batches);
        Assert.True(newcomer.Log.Overlaps(Lane, 10, 10));
    });

    [Fact]
    public void Compact_SummaryNotDurable_RemovesNothing() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var first = await OwingAsync(rig, batches: 10);
        rig.Board.Calls.Faults = static kind => kind == "post" ? new(QueueFault.Unreachable) : null;
        var before = rig.Board.Count;

        Assert.False((await first.Tail.CompactAsync(CancellationToken.None)).Succeeded);

        Assert.Equal(before, rig.Board.Count);
    });

    [Fact]
    public void Compact_LateSummaryOfAnother_DoesNotTakeTheNewerOnesPlace() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var first = await OwingAsync(rig, batches: 5);

        // Its summary becomes durable only long after it was given up.
        rig.Board.Calls.Faults = static kind => kind == "post" ? new(QueueFault.Unreachable, true, TimeSpan.FromMinutes(4)) : null;
        Assert.False((await first.Tail.CompactAsync(CancellationToken.None)).Succeeded);
        rig.Board.Calls.Faults = static _ => null;
        await first.Log.OweAsync(Owing.Batch("more", min: 7000, max: 7001, elsewhere: true));
        await rig.PassAsync(150);
        Assert.True((await first.Tail.CompactAsync(CancellationToken.None)).Succeeded);
        await rig.PassAsync(100);
        Assert.Equal(2, rig.Board.Count);

        var newcomer = await rig.StartAsync("b");

        Assert.True(newcomer.Log.Overlaps(Lane, 7000, 7000));
        Assert.Equal(6, newcomer.Log.Owed(Lane).Batches);
    });

    [Fact]
    public void Compact_NothingNewOrNotOldEnough_PostsNothing() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var first = await rig.StartAsync("a");
        await first.Log.OweAsync(Owing.Batch("b", elsewhere: true));
        await rig.PassAsync(119);
        await first.Tail.CompactAsync(CancellationToken.None);
        Assert.Equal(1, rig.Board.Count);
        await rig.PassAsync(20);
        await first.Tail.CompactAsync(CancellationToken.None);
        var posts = rig.Board.Calls.Counts["post"];
        for (var minute = 0; minute < 10; minute++)
        {
            await rig.PassAsync(60);
            await first.Tail.CompactAsync(CancellationToken.None);
        }

        Assert.Equal(posts, rig.Board.Calls.Counts["post"]);
    });

    [Fact]
    public void Compact_RaisedFences_AreInTheSummary() => VirtualWorld.Run(async world =>
    {
        var rig = new SharedRig(world);
        var first = await OwingAsync(rig, batches: 1);
        var raising = first.Fences.ShareAsync([new("s0", "b", 1, 2)], CancellationToken.None);
        await rig.PassAsync(140);
        var fence = await raising;
        await first.Tail.CompactAsync(CancellationToken.None);

        var newcomer = await rig.StartAsync("b");

        Assert.True(newcomer.Fences.Overlaps("s0", "b", 2, 3));
        await fence.LowerAsync();
        await rig.PassAsync(1);
        Assert.False(newcomer.Fences.Overlaps("s0", "b", 2, 3));
    });

    [Fact]
    public void LaneState_MoreEntriesThanKept_StaysBoundedAndForgetsNoRange()
    {
        var state = new LaneState();
        for (var number = 1; number <= 1000; number++)
            state.Add(new(number, number * 10, (number * 10) + 1, new(1, 1, 1, DateTimeOffset.UnixEpoch.AddSeconds(number), 0), number));

        Assert.Equal(LaneState.MaxEntries, state.Entries.Count);
        Assert.All(Enumerable.Range(1, 1000), number => Assert.Contains(state.Entries, entry => entry.Overlaps(number * 10, number * 10)));
        Assert.Equal(1000, LaneView.Of(state, [])!.Owed.Batches);
        state.Clear(1000, DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Empty(state.Entries);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(1), state.DoneBefore);
    }

    private static async Task<SharedInstance> OwingAsync(SharedRig rig, int batches)
    {
        var first = await rig.StartAsync("a");
        for (var number = 0; number < batches; number++)
            await first.Log.OweAsync(Owing.Batch("b", min: 10 + (number * 10), max: 19 + (number * 10), elsewhere: true));
        await rig.PassAsync(135);
        Assert.Equal(batches, first.Log.Owed(Lane).Batches);
        return first;
    }
}
