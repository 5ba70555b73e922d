using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Functions.Tests.Redis;

public sealed class RedisTallyTests
{
    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void IsAlarming_Share_IsAboveFifteenPercent(int fallbacks, bool alarming)
    {
        var tally = FakeMeters.Tally(new VirtualTime());
        for (var use = 0; use < 100; use++)
            tally.Count(use % 2 == 0 ? RedisUse.Claims : RedisUse.Snapshots, fellBack: use < fallbacks);
        Assert.Equal((fallbacks / 100.0, alarming), (tally.FallbackShare, tally.IsAlarming));
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
