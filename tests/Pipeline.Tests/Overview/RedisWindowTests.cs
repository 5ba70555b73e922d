using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Alerting;

namespace Holdfast.Pipeline.Tests.Overview;

public sealed class RedisWindowTests
{
    [Theory]
    [InlineData(1000, 149, false)]
    [InlineData(1000, 150, false)]
    [InlineData(1000, 151, true)]
    [InlineData(20, 4, true)]
    [InlineData(19, 19, false)]
    public void Alert_AboveTheThresholdAndFromEnoughUses(int asked, int fellBack, bool alerts) => VirtualWorld.Run(async world =>
    {
        var uses = new RedisSight(5000, 5000);
        var rig = await OverviewRig.StartAsync(world, redis: () => uses);
        await rig.PassAsync(10);

        // What was counted before the process looked for the first time says nothing of now.
        Assert.Equal(default, rig.Watch.Latest!.Reading.Redis);
        uses = new(5000 + asked, 5000 + fellBack);
        await rig.PassAsync(1);
        Assert.Equal(new RedisSight(asked, fellBack), rig.Watch.Latest!.Reading.Redis);
        Assert.Equal(alerts, rig.Watch.Latest!.Alerts.Any(static alert => alert.Id == AlertId.RedisFallbacks));
    });

    /// <summary>Whenever within the window uses fall, each of them is counted, and after the window none.</summary>
    [Fact]
    public void Uses_OfEverySecond_AreCountedForTheWindowAndNoLonger() => VirtualWorld.Run(static async world =>
    {
        var uses = default(RedisSight);
        var rig = await OverviewRig.StartAsync(world, redis: () => uses);
        for (var second = 1; second <= 290; second++)
        {
            uses = new(uses.Asked + 7, uses.FellBack + 3);
            await rig.PassAsync(1);
            Assert.Equal(new RedisSight(7 * second, 3 * second), rig.Watch.Latest!.Reading.Redis);
        }

        // The last ones are looked back at from the newest sample that is old enough, which is at most one period older.
        await rig.PassAsync((int)AlertThresholds.Window.TotalSeconds - 1);
        Assert.NotEqual(0, rig.Watch.Latest!.Reading.Redis.Asked);
        await rig.PassAsync(10);
        Assert.Equal(default, rig.Watch.Latest!.Reading.Redis);
    });
}
