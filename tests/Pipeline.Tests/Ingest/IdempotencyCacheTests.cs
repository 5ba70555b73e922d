using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Ingest;

public sealed class IdempotencyCacheTests
{
    private static readonly IngestReply Reply = new() { Status = IngestStatus.Committed };

    [Fact]
    public void ClaimAsync_Finished_IsRememberedUntilTheAgeAndNotLonger() => VirtualWorld.Run(async world =>
    {
        var cache = new IdempotencyCache(new() { IdempotencyAge = TimeSpan.FromMinutes(10) }, world.Time);
        Assert.Equal(IdempotencyVerdict.Claimed, (await cache.ClaimAsync(Key("k"), TimeSpan.Zero)).Verdict);
        await cache.FinishAsync(Key("k"), IdempotencyClaim.First, Reply);
        await Task.Delay(TimeSpan.FromMinutes(10), world.Time);
        Assert.Equal(Reply, (await cache.ClaimAsync(Key("k"), TimeSpan.Zero)).Reply);
        await Task.Delay(TimeSpan.FromMilliseconds(1), world.Time);
        Assert.Equal(IdempotencyVerdict.Claimed, (await cache.ClaimAsync(Key("k"), TimeSpan.Zero)).Verdict);
    });

    [Fact]
    public void Finish_BeyondTheEntries_ForgetsTheOldest() => VirtualWorld.Run(async world =>
    {
        var cache = new IdempotencyCache(new() { IdempotencyEntries = IdempotencyCache.Shards * 2 }, world.Time);
        for (var index = 0; index < 10_000; index++)
        {
            await cache.ClaimAsync(Key($"k{index}"), TimeSpan.Zero);
            await cache.FinishAsync(Key($"k{index}"), IdempotencyClaim.First, Reply);
        }

        var remembered = 0;
        for (var index = 0; index < 10_000; index++)
        {
            if ((await cache.ClaimAsync(Key($"k{index}"), TimeSpan.Zero)).Verdict == IdempotencyVerdict.Finished)
                remembered++;
        }

        Assert.Equal(IdempotencyCache.Shards * 2, remembered);
    });

    [Fact]
    public void Finish_HeavyAnswers_AreForgottenByWeight() => VirtualWorld.Run(async world =>
    {
        var cache = new IdempotencyCache(new(), world.Time);
        var heavy = Reply with { Lines = [.. Enumerable.Repeat(new LineError(1, 1, "x", "y"), 1000)] };
        for (var index = 0; index < 2000; index++)
        {
            await cache.ClaimAsync(Key($"k{index}"), TimeSpan.Zero);
            await cache.FinishAsync(Key($"k{index}"), IdempotencyClaim.First, heavy);
        }

        var remembered = 0;
        for (var index = 0; index < 2000; index++)
        {
            if ((await cache.ClaimAsync(Key($"k{index}"), TimeSpan.Zero)).Verdict == IdempotencyVerdict.Finished)
                remembered++;
        }

        Assert.InRange(remembered, 1, IdempotencyCache.MaxRememberedLines / 1000);
    });

    [Fact]
    public void ClaimAsync_Released_IsClaimedByExactlyOneOfThoseWhoWaited() => VirtualWorld.Run(async world =>
    {
        var cache = new IdempotencyCache(new(), world.Time);
        await cache.ClaimAsync(Key("k"), TimeSpan.Zero);
        var waiting = Enumerable.Range(0, 5).Select(_ => cache.ClaimAsync(Key("k"), TimeSpan.FromSeconds(1)).AsTask()).ToList();
        await cache.ReleaseAsync(Key("k"), IdempotencyClaim.First);
        var claims = await Task.WhenAll(waiting);
        Assert.Equal(1, claims.Count(static claim => claim.Verdict == IdempotencyVerdict.Claimed));
        Assert.Equal(4, claims.Count(static claim => claim.Verdict == IdempotencyVerdict.InFlight));
        Assert.Equal(TimeSpan.FromSeconds(1), world.Time.Elapsed);
    });

    [Fact]
    public async Task ClaimAsync_ManyThreadsOneKey_OneClaims()
    {
        var cache = new IdempotencyCache(new LimitOptions(), TimeProvider.System);
        var claims = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => cache.ClaimAsync(Key("k"), TimeSpan.Zero).AsTask())));
        Assert.Equal(1, claims.Count(static claim => claim.Verdict == IdempotencyVerdict.Claimed));
    }

    [Fact]
    public void ClaimAsync_SameKeyOfAnotherBucket_IsAnotherKey() => VirtualWorld.Run(async world =>
    {
        var cache = new IdempotencyCache(new(), world.Time);
        await cache.ClaimAsync(Key("k"), TimeSpan.Zero);
        await cache.FinishAsync(Key("k"), IdempotencyClaim.First, Reply);
        Assert.Equal(IdempotencyVerdict.Claimed, (await cache.ClaimAsync(new("other", "k"), TimeSpan.Zero)).Verdict);
    });

    private static IdempotencyKey Key(string key) => new("bucket", key);
}
