using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Draining;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tests.Writing;

public sealed class FanoutTests
{
    private static readonly WritingRigOptions Options = new() { Stores = 3, Delivery = new() { Mode = DeliveryMode.Fanout } };

    [Fact]
    public void WriteAsync_AllHealthy_CommitsToEveryTargetAndOwesNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        Assert.Equal(0, (await rig.WriteAsync(1)).Position);
        Assert.All(rig.Stores, static store => Assert.Equal([WritingRig.Line(1)], store.Lines));
        Assert.Empty(rig.Log.Stores);
    });

    [Fact]
    public void WriteAsync_OneDead_OwesThatOneOnly() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        rig.Stores[1].Refuse();
        Assert.Equal(0, (await rig.WriteAsync(1)).Position);
        Assert.Equal(["s1"], rig.Log.Stores);
        Assert.Equal([WritingRig.Line(1)], rig.Stores[2].Lines);
    });

    [Fact]
    public void WriteAsync_PrimaryHangs_AnswersOnTheFirstCommitAndOwesThePrimary() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        rig.Primary.Hang();
        var outcome = await rig.WriteAsync(1);
        Assert.Equal((1, SkipReason.TimedOut), (outcome.Position, outcome.Reason));
        Assert.Equal(WritePipeline.FanoutGrace, world.Time.Elapsed);
        Assert.Equal(["s0"], rig.Log.Stores);
    });

    [Fact]
    public void WriteAsync_PrimaryCommitsWithinTheGrace_IsNoFallback() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        var outcome = await rig.WriteAsync(1);
        Assert.Equal((0, SkipReason.None), (outcome.Position, outcome.Reason));
        Assert.Empty(rig.Log.Stores);
    });

    /// <summary>
    /// The write that was answered without waiting for a slow target is still on its way there when the backfill replays it. Were the replay
    /// sent meanwhile, a correction behind it would be overwritten by the first write when that arrives at last.
    /// </summary>
    [Fact]
    public void WriteAsync_StillUnderWayAtASlowTarget_IsReplayedOnlyBehindIt() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options with { Recovery = new() { Settle = TimeSpan.Zero } });
        var slow = rig.Stores[2];
        slow.Behaviour = async (body, ct) =>
        {
            slow.Behaviour = null;
            await Task.Delay(TimeSpan.FromMilliseconds(300), world.Time, ct);
            return slow.Commit(body);
        };
        Assert.Equal(0, (await rig.WriteAsync(1)).Position);
        Assert.Equal(["s2"], rig.Log.Stores);

        Assert.Equal(DrainStatus.Progressed, (await rig.DrainAsync("s2")).Status);
        await rig.WriteAsync(2);
        await rig.PassAsync(1);

        Assert.Equal([WritingRig.Line(1), WritingRig.Line(1), WritingRig.Line(2)], slow.Lines);
    });

    [Fact]
    public void WriteAsync_AllDead_OwesEveryTarget() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        foreach (var store in rig.Stores)
            store.Refuse();
        Assert.Equal(WriteDisposition.Deferred, (await rig.WriteAsync(1)).Disposition);
        Assert.Equal(["s0", "s1", "s2"], rig.Log.Stores.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void WriteAsync_OneBreakerOpen_WritesToTheOthersAndOwesIt() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, Options);
        rig.Breakers.Isolate("s2", "test");
        Assert.Equal(0, (await rig.WriteAsync(1)).Position);
        Assert.Empty(rig.Stores[2].Requests);
        Assert.Equal(["s2"], rig.Log.Stores);
    });
}
