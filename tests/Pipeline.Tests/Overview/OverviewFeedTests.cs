using System.Text;
using Holdfast.Pipeline.Overview;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Overview;

public sealed class OverviewFeedTests
{
    [Fact]
    public void TryListen_AtTheBound_IsTurnedAwayUntilOneLeaves() => VirtualWorld.Run(static async world =>
    {
        var feed = (await OverviewRig.StartAsync(world)).Feed;
        var listeners = Enumerable.Range(0, OverviewFeed.MaximumListeners).Select(_ => Listen(feed)).ToList();
        Assert.False(feed.TryListen(out _));
        listeners[7].Dispose();
        listeners[7].Dispose();
        Assert.Equal(OverviewFeed.MaximumListeners - 1, feed.Listeners);
        Assert.True(feed.TryListen(out _));
        Assert.False(feed.TryListen(out _));
    });

    [Fact]
    public void NextAsync_IsToldAtOnceAndThenOfEachLook() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        using var one = Listen(rig.Feed);
        using var other = Listen(rig.Feed);
        var first = await one.NextAsync(CancellationToken.None);
        Assert.Same(first, await other.NextAsync(CancellationToken.None));
        var text = Encoding.UTF8.GetString(first!.Event.Span);
        Assert.StartsWith("event: overview\nid: 1\ndata: {\"at\":", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", text, StringComparison.Ordinal);
        Assert.Equal(4, text.Count(static letter => letter == '\n'));
        var next = one.NextAsync(CancellationToken.None);
        Assert.False(next.IsCompleted);
        await rig.PassAsync(1);
        Assert.Contains("\nid: 2\n", Encoding.UTF8.GetString((await next)!.Event.Span), StringComparison.Ordinal);
    });

    [Fact]
    public void NextAsync_SlowReader_SkipsAndHoldsUpNobody() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        using var slow = Listen(rig.Feed);
        using var quick = Listen(rig.Feed);
        for (var look = 0; look < 50; look++)
        {
            await rig.PassAsync(1);
            await quick.NextAsync(CancellationToken.None);
        }

        Assert.Contains("\nid: 51\n", Encoding.UTF8.GetString((await slow.NextAsync(CancellationToken.None))!.Event.Span), StringComparison.Ordinal);
        Assert.False(slow.NextAsync(CancellationToken.None).IsCompleted);
    });

    [Fact]
    public void Close_EndsEveryStreamAndLetsNoneBegin() => VirtualWorld.Run(static async world =>
    {
        var feed = (await OverviewRig.StartAsync(world)).Feed;
        using var waiting = Listen(feed);
        using var behind = Listen(feed);
        await waiting.NextAsync(CancellationToken.None);
        var next = waiting.NextAsync(CancellationToken.None);
        feed.Close();
        Assert.Null(await next);
        Assert.Null(await behind.NextAsync(CancellationToken.None));
        Assert.False(feed.TryListen(out _));
    });

    [Fact]
    public void StepAsync_NobodyListens_MakesNoDocument() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        await rig.PassAsync(30);
        using var late = Listen(rig.Feed);
        Assert.Contains("\nid: 1\n", Encoding.UTF8.GetString((await late.NextAsync(CancellationToken.None))!.Event.Span), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public void ReadAsync_WithinItsAge_IsTheSameForAll(int milliseconds, bool same) => VirtualWorld.Run(async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        var first = await rig.Feed.ReadAsync(CancellationToken.None);
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), world.Time);
        Assert.Equal(same, ReferenceEquals(first, await rig.Feed.ReadAsync(CancellationToken.None)));
    });

    /// <summary>What the loop has seen meanwhile is no newer for that nobody has asked for it.</summary>
    [Theory]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public void ReadAsync_OfALookOfTheLoop_IsNoOlderThanItsAge(int milliseconds, bool same) => VirtualWorld.Run(async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        await rig.ReadAsync();
        await rig.PassAsync(1);
        var seen = rig.Watch.Latest;
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), world.Time);
        await rig.ReadAsync();
        Assert.Equal(same, ReferenceEquals(seen, rig.Watch.Latest));
    });

    [Fact]
    public void ReadAsync_BeforeAnyLook_LooksForItself() => VirtualWorld.Run(static async world =>
        Assert.Equal("ok", (await (await OverviewRig.StartAsync(world)).ReadAsync())["status"]!.GetValue<string>()));

    private static OverviewListener Listen(OverviewFeed feed)
    {
        Assert.True(feed.TryListen(out var listener));
        return listener;
    }
}
