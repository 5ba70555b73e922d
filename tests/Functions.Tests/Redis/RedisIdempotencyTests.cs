using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Alerting;

namespace Holdfast.Functions.Tests.Redis;

public sealed class RedisIdempotencyTests
{
    private static readonly IngestReply Reply = new() { Status = IngestStatus.Committed, Accepted = 3, Position = 0, Key = "k", LineageId = "l" };

    private static readonly IdempotencyKey Key = new("bucket", "k");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    [Fact]
    public void ClaimAsync_TwoInstances_OneIsFirst() => RunAsync(async rig =>
    {
        Assert.Equal(IdempotencyVerdict.Claimed, (await rig.One.ClaimAsync(Key, Patience)).Verdict);
        Assert.Equal(IdempotencyVerdict.InFlight, (await rig.Other.ClaimAsync(Key, Patience)).Verdict);
        Assert.Equal(Patience, rig.Time.Elapsed);
        Assert.Equal(0, rig.Tally.Look().Share);
    });

    [Fact]
    public void ClaimAsync_InFlightElsewhere_AsksEverMoreRarely() => RunAsync(async rig =>
    {
        await rig.One.ClaimAsync(Key, Patience);
        var before = rig.Redis.Questions;
        await rig.Other.ClaimAsync(Key, Patience);

        // Two questions at the beginning, after 10, 20, 40, 80 and then every 160 ms, and at the end, to the millisecond.
        Assert.InRange(rig.Redis.Questions - before, 2 * 14, 2 * 15);
    });

    [Fact]
    public void FinishAsync_OneWaitsElsewhere_IsAnsweredTheSameWithinTheLongestPause() => RunAsync(async rig =>
    {
        var claim = await rig.One.ClaimAsync(Key, Patience);
        var waiting = rig.Other.ClaimAsync(Key, Patience).AsTask();
        await Task.Delay(TimeSpan.FromSeconds(1), rig.Time);
        await rig.One.FinishAsync(Key, claim, Reply);
        var answer = await waiting;
        Assert.Equal(Reply, answer.Reply);
        Assert.InRange(rig.Time.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1) + RedisIdempotency.LongestPause);
        Assert.Equal(IdempotencyVerdict.Finished, (await rig.Other.ClaimAsync(Key, TimeSpan.Zero)).Verdict);
    });

    [Fact]
    public void ClaimAsync_AnsweredByThisInstance_AsksRedisNothing() => RunAsync(async rig =>
    {
        await rig.One.FinishAsync(Key, await rig.One.ClaimAsync(Key, Patience), Reply);
        var before = rig.Redis.Questions;
        Assert.Equal(Reply, (await rig.One.ClaimAsync(Key, Patience)).Reply);
        Assert.Equal(before, rig.Redis.Questions);
    });

    [Fact]
    public void ClaimAsync_OwnerDied_IsGrantedAgainWhenTheLeaseEndsAndNotBefore() => RunAsync(async rig =>
    {
        await rig.One.ClaimAsync(Key, Patience);
        await Task.Delay(RedisIdempotency.DefaultLease - TimeSpan.FromMilliseconds(1), rig.Time);
        Assert.Equal(IdempotencyVerdict.InFlight, (await rig.Other.ClaimAsync(Key, TimeSpan.Zero)).Verdict);
        await Task.Delay(TimeSpan.FromMilliseconds(1), rig.Time);
        Assert.Equal(IdempotencyVerdict.Claimed, (await rig.Other.ClaimAsync(Key, TimeSpan.Zero)).Verdict);
    });

    [Fact]
    public void FinishAsync_LeaseIsAnothersByNow_ChangesNothing() => RunAsync(async rig =>
    {
        var late = await rig.One.ClaimAsync(Key, Patience);
        await Task.Delay(RedisIdempotency.DefaultLease, rig.Time);
        var now = await rig.Other.ClaimAsync(Key, Patience);
        await rig.One.FinishAsync(Key, late, Reply with { Message = "late" });
        Assert.Equal(RedisIdempotency.LeaseOf(now.Owner!), rig.Redis.Find(RedisIdempotency.NameOf(Key)));
        await rig.One.ReleaseAsync(Key, late);
        Assert.Equal(RedisIdempotency.LeaseOf(now.Owner!), rig.Redis.Find(RedisIdempotency.NameOf(Key)));

        // The instance itself still knows what it answered.
        await rig.Other.FinishAsync(Key, now, Reply);
        Assert.Equal(Reply, (await rig.Third().ClaimAsync(Key, TimeSpan.Zero)).Reply);
    });

    [Fact]
    public void ReleaseAsync_OneWaitsElsewhere_ItIsFirst() => RunAsync(async rig =>
    {
        var claim = await rig.One.ClaimAsync(Key, Patience);
        var waiting = rig.Other.ClaimAsync(Key, Patience).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(300), rig.Time);
        await rig.One.ReleaseAsync(Key, claim);
        Assert.Equal(IdempotencyVerdict.Claimed, (await waiting).Verdict);
    });

    [Fact]
    public void ReleaseAsync_OneWaitsAtTheSameInstance_ItIsFirstAndFindsNoLease() => RunAsync(async rig =>
    {
        var claim = await rig.One.ClaimAsync(Key, Patience);
        var waiting = rig.One.ClaimAsync(Key, Patience).AsTask();
        await rig.One.ReleaseAsync(Key, claim);
        Assert.Equal(IdempotencyVerdict.Claimed, (await waiting).Verdict);
        Assert.Equal(TimeSpan.Zero, rig.Time.Elapsed);
    });

    [Fact]
    public void FinishAsync_Answer_IsKeptAsLongAsTheCacheKeepsIt() => RunAsync(async rig =>
    {
        await rig.One.FinishAsync(Key, await rig.One.ClaimAsync(Key, Patience), Reply);
        await Task.Delay(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1), rig.Time);
        Assert.Equal(IdempotencyVerdict.Finished, (await rig.Third().ClaimAsync(Key, TimeSpan.Zero)).Verdict);
        await Task.Delay(TimeSpan.FromMilliseconds(1), rig.Time);
        Assert.Equal(IdempotencyVerdict.Claimed, (await rig.Third().ClaimAsync(Key, TimeSpan.Zero)).Verdict);
    });

    [Fact]
    public void ClaimAsync_RedisDown_HoldsForThisInstanceAndIsCounted() => RunAsync(async rig =>
    {
        rig.Redis.Down = true;
        var claim = await rig.One.ClaimAsync(Key, Patience);
        Assert.Equal(IdempotencyVerdict.Claimed, claim.Verdict);
        Assert.Equal(TimeSpan.Zero, rig.Time.Elapsed);
        Assert.Equal(1, rig.Tally.Look().Share);
        Assert.True(rig.Tally.Look().Share > AlertThresholds.RedisFallbacks);
        await rig.One.FinishAsync(Key, claim, Reply);
        Assert.Equal(Reply, (await rig.One.ClaimAsync(Key, Patience)).Reply);

        // A harmless repeat.
        Assert.Equal(IdempotencyVerdict.Claimed, (await rig.Other.ClaimAsync(Key, Patience)).Verdict);
    });

    [Fact]
    public void ClaimAsync_RedisSlow_CostsTheLimitAndTheClaimThatWasGrantedAllTheSameIsFinished() => RunAsync(async rig =>
    {
        rig.Redis.Delay = RedisGuard.DefaultLimit + TimeSpan.FromMilliseconds(1);
        var claim = await rig.One.ClaimAsync(Key, Patience);
        Assert.Equal((IdempotencyVerdict.Claimed, RedisGuard.DefaultLimit), (claim.Verdict, rig.Time.Elapsed));
        rig.Redis.Delay = TimeSpan.Zero;
        await rig.One.FinishAsync(Key, claim, Reply);
        Assert.Equal(Reply, (await rig.Other.ClaimAsync(Key, Patience)).Reply);
    });

    [Fact]
    public void ClaimAsync_AnswerOfAnotherVersion_IsWrittenAgain() => RunAsync(async rig =>
    {
        rig.Redis.Set(RedisIdempotency.NameOf(Key), [ReplyCode.Mark, 99, 1, 2, 3], TimeSpan.FromMinutes(1));
        Assert.Equal(IdempotencyVerdict.Claimed, (await rig.One.ClaimAsync(Key, Patience)).Verdict);
    });

    [Theory]
    [InlineData("a", "b:c", "a:b", "c")]
    [InlineData("1:a", "b", "1", "a:b")]
    public void NameOf_OtherBucketAndKey_IsAnotherName(string bucket, string key, string otherBucket, string otherKey) =>
        Assert.NotEqual(RedisIdempotency.NameOf(new(bucket, key)), RedisIdempotency.NameOf(new(otherBucket, otherKey)));

    private static void RunAsync(Func<Rig, Task> body) => VirtualWorld.Run(world => body(new(world.Time)));

    /// <summary>Instances of one Redis.</summary>
    private sealed class Rig
    {
        private int _instances;

        public Rig(VirtualTime time)
        {
            Time = time;
            Redis = new(time);
            Tally = FakeMeters.Tally();
            One = Third();
            Other = Third();
        }

        public VirtualTime Time { get; }

        public FakeRedis Redis { get; }

        public RedisTally Tally { get; }

        public RedisIdempotency One { get; }

        public RedisIdempotency Other { get; }

        /// <summary>A further instance, that knows nothing.</summary>
        public RedisIdempotency Third() => new(
            new IdempotencyCache(new(), Time), new(Redis, RedisGuard.DefaultLimit, Time), Tally, new(), $"i{++_instances}", RedisIdempotency.DefaultLease, Time);
    }
}
