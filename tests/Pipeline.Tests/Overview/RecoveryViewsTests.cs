using Holdfast.Pipeline.Overview;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Overview;

public sealed class RecoveryViewsTests
{
    private static readonly OverviewOptions Functions = new() { RecoveryAge = TimeSpan.FromSeconds(5) };

    [Fact]
    public void NobodyLooks_ASharedRecoveryIsNotAskedFor() => VirtualWorld.Run(static async world =>
    {
        var recoveries = new CountingRecoveries();
        var rig = await OverviewRig.StartAsync(world, overview: Functions, recoveries: recoveries);
        await rig.PassAsync(60);
        Assert.Equal(0, recoveries.Asked);
    });

    [Fact]
    public void SomebodyPolls_ItIsAskedForOnceInItsAge() => VirtualWorld.Run(static async world =>
    {
        var recoveries = new CountingRecoveries();
        var rig = await OverviewRig.StartAsync(world, overview: Functions, recoveries: recoveries);
        for (var poll = 0; poll < 30; poll++)
        {
            Assert.Equal("soaking", (await rig.ReadAsync())["stores"]![0]!["recovery"]!["phase"]!.GetValue<string>());
            await rig.PassAsync(2);
        }

        Assert.InRange(recoveries.Asked, 11, 13);
    });

    [Theory]
    [InlineData(9, 2)]
    [InlineData(30, 2)]
    public void NobodyPollsAnyMore_ItIsAskedForNoLonger(int seconds, int asked) => VirtualWorld.Run(async world =>
    {
        var recoveries = new CountingRecoveries();
        var rig = await OverviewRig.StartAsync(world, overview: Functions, recoveries: recoveries);
        await rig.ReadAsync();
        await rig.PassAsync(seconds);
        Assert.Equal(asked, recoveries.Asked);
    });

    [Theory]
    [InlineData(60, 2)]
    [InlineData(61, 0)]
    public void AnAnswerThatIsOld_SaysNothing(int seconds, int known) => VirtualWorld.Run(async world =>
    {
        var views = new RecoveryViews(new CountingRecoveries { Records = 2 }, TimeSpan.FromSeconds(5), world.Time);
        await views.RefreshAsync(watched: true);
        await Task.Delay(TimeSpan.FromSeconds(seconds), world.Time);
        Assert.Equal(known, views.Latest.Count);
    });

    [Fact]
    public void AnAnswerThatTakesLong_IsWaitedForOnceAndShownLater() => VirtualWorld.Run(static async world =>
    {
        var gate = new TaskCompletionSource();
        var recoveries = new CountingRecoveries { Gate = gate.Task };
        var rig = await OverviewRig.StartAsync(world, overview: Functions, recoveries: recoveries);
        var before = world.Time.Elapsed;
        Assert.Null((await rig.ReadAsync())["stores"]![0]!["recovery"]);
        Assert.Equal(OverviewFeed.Patience, world.Time.Elapsed - before);
        await rig.PassAsync(20);
        Assert.Equal(1, recoveries.Asked);
        gate.SetResult();
        await rig.PassAsync(1);
        Assert.NotNull((await rig.ReadAsync())["stores"]![0]!["recovery"]);
    });
}
