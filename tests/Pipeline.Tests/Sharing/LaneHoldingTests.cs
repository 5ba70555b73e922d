using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Tests.Deferring;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Sharing;

/// <summary>How long an instance keeps a lane that it drains.</summary>
public sealed class LaneHoldingTests
{
    private static readonly OwedLane Lane = Owing.Lane();

    private static readonly string Session = LaneSession.Of(Lane);

    [Fact]
    public void Advance_DeliveryTookLongerThanALaneMayBeIdle_IsSettled() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        await log.OweAsync(Owing.Batch("b1", elsewhere: true), Owing.Batch("b2", elsewhere: true));
        await rig.PassAsync(10);
        var read = await log.ReadAsync(Lane, 1000, CancellationToken.None);
        await rig.PassAsync((int)(2 * new SharingOptions { Instance = "x" }.IdleAfter.TotalSeconds));

        Assert.True((await log.AdvanceAsync(Lane, read.Batches[^1].Sequence, CancellationToken.None)).Succeeded);

        Assert.Empty(rig.Queue.In(Session));
        Assert.Empty(await log.TextsAsync());
    });

    [Fact]
    public void Advance_LaneWasLetGoMeanwhile_IsNoSuccess() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        await log.OweAsync(Owing.Batch("b1", elsewhere: true));
        await rig.PassAsync(10);
        var read = await log.ReadAsync(Lane, 1000, CancellationToken.None);
        await log.ReleaseAsync(Lane);

        Assert.False((await log.AdvanceAsync(Lane, read.Batches[^1].Sequence, CancellationToken.None)).Succeeded);

        Assert.Single(rig.Queue.In(Session));
        await rig.PassAsync(10);
        Assert.Equal(["b1"], await log.TextsAsync());
    });

    [Fact]
    public void Release_LaneWaitsForAWriteThatWasGivenUp_IsKeptUntilItIsIdleAndIsNotHeldAnew() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        await log.OweAsync(Owing.Batch("b1", elsewhere: true) with { Unsettled = true });
        await rig.PassAsync(10);
        Assert.Single((await log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);
        var second = await rig.StartAsync("b");

        await log.ReleaseAsync(Lane);
        Assert.Empty((await second.Log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);
        await rig.PassAsync(16);

        Assert.Single((await second.Log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);
    });

    [Fact]
    public void Read_DrainDiedInItsMiddle_TheLaneIsLetGoInTheEnd() => VirtualWorld.Run(async world =>
    {
        var (rig, log) = await StartAsync(world);
        await log.OweAsync(Owing.Batch("b1", elsewhere: true));
        await rig.PassAsync(10);
        Assert.Single((await log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);
        var second = await rig.StartAsync("b");

        await rig.PassAsync((int)new SharingOptions { Instance = "x" }.AbandonedAfter.TotalSeconds - 2);
        Assert.Empty((await second.Log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);
        await rig.PassAsync(4);

        Assert.Single((await second.Log.ReadAsync(Lane, 1000, CancellationToken.None)).Batches);
    });

    private static async Task<(SharedRig Rig, SessionDeferredLog Log)> StartAsync(VirtualWorld world)
    {
        var rig = new SharedRig(world);
        return (rig, (await rig.StartAsync("a")).Log);
    }
}
