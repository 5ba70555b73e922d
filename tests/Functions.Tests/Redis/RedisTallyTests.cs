using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Alerting;

namespace Holdfast.Functions.Tests.Redis;

public sealed class RedisTallyTests
{
    [Fact]
    public void Look_Uses_AreCounted()
    {
        var tally = FakeMeters.Tally(new VirtualTime());
        for (var use = 0; use < 100; use++)
            tally.Count(use % 2 == 0 ? RedisUse.Claims : RedisUse.Snapshots, fellBack: use < 16);
        Assert.Equal((new RedisSight(100, 16), 0.16), (tally.Look(), tally.FallbackShare));
    }

    [Fact]
    public async Task Count_ManyThreads_LosesNothingWithinASlot()
    {
        var tally = FakeMeters.Tally(new VirtualTime());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var use = 0; use < 10_000; use++)
                    tally.Count(RedisUse.Claims, fellBack: thread % 2 == 0);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal(new RedisSight(80_000, 40_000), tally.Look());
    }

    [Fact]
    public void FallbackShare_Nothing_IsZero() => Assert.Equal(0, FakeMeters.Tally(new VirtualTime()).FallbackShare);

    [Fact]
    public void FallbackShare_AfterFiveMinutes_IsForgotten() => VirtualWorld.Run(async world =>
    {
        var tally = FakeMeters.Tally(world.Time);
        tally.Count(RedisUse.Claims, fellBack: true);
        await Task.Delay(RedisTally.Span - TimeSpan.FromSeconds(1), world.Time);
        tally.Count(RedisUse.Claims, fellBack: false);
        Assert.Equal(0.5, tally.FallbackShare);
        await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        Assert.Equal(0, tally.FallbackShare);
        await Task.Delay(TimeSpan.FromDays(1), world.Time);
        tally.Count(RedisUse.Claims, fellBack: true);
        Assert.Equal(1, tally.FallbackShare);
    });
}
