using Holdfast.Functions.Redis;
using Holdfast.Routing.Alerting;

namespace Holdfast.Functions.Tests.Redis;

public sealed class RedisTallyTests
{
    [Fact]
    public void Look_Nothing_IsNothing() => Assert.Equal((default, 0.0), (FakeMeters.Tally().Look(), FakeMeters.Tally().Look().Share));

    [Fact]
    public void Look_Uses_AreCounted()
    {
        var tally = FakeMeters.Tally();
        for (var use = 0; use < 100; use++)
            tally.Count(use % 2 == 0 ? RedisUse.Claims : RedisUse.Snapshots, fellBack: use < 16);
        Assert.Equal((new RedisSight(100, 16), 0.16), (tally.Look(), tally.Look().Share));
    }

    /// <summary>Whoever looks meanwhile sees the counts rise, and never a fallback of nothing.</summary>
    [Fact]
    public async Task Count_ManyThreads_LosesNothing()
    {
        var tally = FakeMeters.Tally();
        var counting = Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var use = 0; use < 10_000; use++)
                    tally.Count(RedisUse.Claims, fellBack: thread % 2 == 0);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var before = default(RedisSight);
        while (!counting.IsCompleted)
        {
            var seen = tally.Look();
            Assert.True(seen.FellBack >= before.FellBack && seen.Asked >= before.Asked && seen.FellBack - before.FellBack <= seen.Asked - before.Asked, $"{before}, {seen}");
            before = seen;
            await Task.Yield();
        }

        await counting;
        Assert.Equal(new RedisSight(80_000, 40_000), tally.Look());
    }
}
