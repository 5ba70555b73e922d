using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Functions.Tests.Redis;

public sealed class RedisGuardTests
{
    private static readonly TimeSpan Limit = RedisGuard.DefaultLimit;

    [Fact]
    public void AskAsync_AnswerBehindTheLimit_IsNone() => VirtualWorld.Run(async world =>
    {
        var (redis, guard) = Make(world);
        redis.Delay = Limit - TimeSpan.FromMilliseconds(1);
        Assert.True((await AskAsync(guard)).Answered);
        redis.Delay = Limit + TimeSpan.FromMilliseconds(1);
        Assert.Equal("no answer within 250 ms", (await AskAsync(guard)).Fault);
    });

    [Theory]
    [InlineData(RedisGuard.Tolerated - 1, true)]
    [InlineData(RedisGuard.Tolerated, false)]
    public void AskAsync_SeveralLateInARow_IsLeftAloneFromTheThird(int late, bool asked) => VirtualWorld.Run(async world =>
    {
        var (redis, guard) = Make(world);
        await BeLateAsync(redis, guard, late);
        var before = redis.Questions;
        Assert.Equal(asked, (await AskAsync(guard)).Answered);
        Assert.Equal(asked ? 1 : 0, redis.Questions - before);
    });

    [Fact]
    public void AskAsync_AfterThePause_OneIsLetThroughAndItsAnswerEndsThePause() => VirtualWorld.Run(async world =>
    {
        var (redis, guard) = Make(world);
        await BeLateAsync(redis, guard, RedisGuard.Tolerated);
        await Task.Delay(RedisGuard.Pause - TimeSpan.FromMilliseconds(1), world.Time);
        Assert.False((await AskAsync(guard)).Answered);
        await Task.Delay(TimeSpan.FromMilliseconds(2), world.Time);
        redis.Delay = TimeSpan.FromMilliseconds(10);
        var first = AskAsync(guard);
        Assert.False((await AskAsync(guard)).Answered);
        Assert.True((await first).Answered);
        Assert.True((await AskAsync(guard)).Answered);
    });

    [Fact]
    public void AskAsync_AfterThePauseStillLate_PausesAgainAtOnce() => VirtualWorld.Run(async world =>
    {
        var (redis, guard) = Make(world);
        await BeLateAsync(redis, guard, RedisGuard.Tolerated);
        await Task.Delay(RedisGuard.Pause, world.Time);
        await BeLateAsync(redis, guard, 1);
        Assert.False((await AskAsync(guard)).Answered);
    });

    [Fact]
    public void AskAsync_RefusedAtOnce_IsAskedAgainEachTime() => VirtualWorld.Run(async world =>
    {
        var (redis, guard) = Make(world);
        redis.Down = true;
        for (var question = 0; question < 10; question++)
            Assert.Equal("connection refused", (await AskAsync(guard)).Fault);
        redis.Down = false;
        Assert.True((await AskAsync(guard)).Answered);
    });

    private static (FakeRedis Redis, RedisGuard Guard) Make(VirtualWorld world)
    {
        var redis = new FakeRedis(world.Time);
        return (redis, new(redis, Limit, world.Time));
    }

    private static Task<RedisAnswer<byte[]?>> AskAsync(RedisGuard guard) => guard.AskAsync(static redis => redis.GetAsync("k"));

    private static async Task BeLateAsync(FakeRedis redis, RedisGuard guard, int times)
    {
        redis.Delay = Limit * 2;
        for (var time = 0; time < times; time++)
            await AskAsync(guard);
        redis.Delay = TimeSpan.Zero;
    }
}
