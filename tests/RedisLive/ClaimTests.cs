using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Ingest;
using Holdfast.RedisLive.Support;
using Holdfast.Tests.Support;

namespace Holdfast.RedisLive;

public sealed class ClaimTests
{
    private static readonly IngestReply Reply = new()
    {
        Status = IngestStatus.Invalid,
        Message = "1 of 3 lines rejected, 2 accepted",
        Accepted = 2,
        Position = 1,
        Key = "k",
        LineageId = "l-1",
        Lines = [new(2, 5, "missing_fields", "no field set")],
    };

    [SkippableFact]
    public async Task ClaimAsync_ManyInstancesManyKeys_EachKeyIsGrantedOnce()
    {
        await using var redis = await RedisProcess.StartAsync();
        await EachKeyIsGrantedOnceAsync($"127.0.0.1:{redis.Port}", 400);
    }

    [SkippableFact]
    public async Task ClaimAsync_Cluster_EachKeyIsGrantedOnce()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await EachKeyIsGrantedOnceAsync(cluster.Endpoints, 200);
    }

    [SkippableFact]
    public async Task ClaimAsync_FinishedElsewhere_IsAnsweredWithTheSame()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var one = new Claimant($"127.0.0.1:{redis.Port}", "one");
        using var other = new Claimant($"127.0.0.1:{redis.Port}", "other");
        var claim = await one.Keys.ClaimAsync(Key("k"), TimeSpan.Zero);
        Assert.Equal(IdempotencyVerdict.InFlight, (await other.Keys.ClaimAsync(Key("k"), TimeSpan.Zero)).Verdict);

        // Somebody waits while it is finished, and somebody comes later.
        var waiting = other.Keys.ClaimAsync(Key("k"), Claimant.Unhurried).AsTask();
        await one.Keys.FinishAsync(Key("k"), claim, Reply);
        Same(Reply, await waiting);
        using var late = new Claimant($"127.0.0.1:{redis.Port}", "late");
        Same(Reply, await late.Keys.ClaimAsync(Key("k"), TimeSpan.Zero));
    }

    [SkippableFact]
    public async Task ReleaseAsync_OneWaitsElsewhere_ItIsGrantedTheKey()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var one = new Claimant($"127.0.0.1:{redis.Port}", "one");
        using var other = new Claimant($"127.0.0.1:{redis.Port}", "other");
        var claim = await one.Keys.ClaimAsync(Key("k"), TimeSpan.Zero);
        var waiting = other.Keys.ClaimAsync(Key("k"), Claimant.Unhurried).AsTask();
        await one.Keys.ReleaseAsync(Key("k"), claim);
        Assert.Equal(IdempotencyVerdict.Claimed, (await waiting).Verdict);
    }

    [SkippableFact]
    public async Task ClaimAsync_LeaseEnds_IsGrantedAgainAndTheFirstOwnerChangesNothing()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var one = new Claimant($"127.0.0.1:{redis.Port}", "one", lease: TimeSpan.FromMilliseconds(200));
        using var other = new Claimant($"127.0.0.1:{redis.Port}", "other");
        var first = await one.Keys.ClaimAsync(Key("k"), TimeSpan.Zero);
        var second = await other.Keys.ClaimAsync(Key("k"), Claimant.Unhurried);
        Assert.Equal((IdempotencyVerdict.Claimed, IdempotencyVerdict.Claimed), (first.Verdict, second.Verdict));

        await one.Keys.FinishAsync(Key("k"), first, Reply with { Message = "late" });
        await one.Keys.ReleaseAsync(Key("k"), first);
        var held = await other.Redis.GetAsync(RedisIdempotency.NameOf(Key("k")));
        Assert.Equal(RedisIdempotency.LeaseOf(second.Owner!), held.Value);

        await other.Keys.FinishAsync(Key("k"), second, Reply);
        using var late = new Claimant($"127.0.0.1:{redis.Port}", "late");
        Same(Reply, await late.Keys.ClaimAsync(Key("k"), TimeSpan.Zero));
    }

    [SkippableFact]
    public async Task FinishAsync_Answered_IsKeptAsLongAsTheCacheKeepsIt()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var one = new Claimant($"127.0.0.1:{redis.Port}", "one");
        var claim = await one.Keys.ClaimAsync(Key("k"), TimeSpan.Zero);
        var name = RedisIdempotency.NameOf(Key("k"));
        Assert.InRange(long.Parse(await redis.CommandAsync($"PTTL {name}")), 1, (long)RedisIdempotency.DefaultLease.TotalMilliseconds);
        await one.Keys.FinishAsync(Key("k"), claim, Reply);
        Assert.InRange(long.Parse(await redis.CommandAsync($"PTTL {name}")), 540_000, 600_000);
    }

    private static async Task EachKeyIsGrantedOnceAsync(string endpoints, int keys)
    {
        var instances = Enumerable.Range(0, 4).Select(index => new Claimant(endpoints, $"instance{index}")).ToList();
        var claims = await Task.WhenAll(
            from key in Enumerable.Range(0, keys)
            from instance in instances
            select ClaimAsync(instance, $"key{key}"));
        Assert.Equal(Enumerable.Repeat(1, keys), Enumerable.Range(0, keys).Select(key => claims.Count(claim => claim.Key == $"key{key}" && claim.Granted)));
        Assert.All(instances, static instance => Assert.Equal(0, instance.Tally.Look().Share));
        instances.ForEach(static instance => instance.Dispose());
    }

    private static async Task<(string Key, bool Granted)> ClaimAsync(Claimant instance, string key) =>
        (key, (await instance.Keys.ClaimAsync(Key(key), TimeSpan.Zero)).Verdict == IdempotencyVerdict.Claimed);

    private static void Same(IngestReply expected, IdempotencyClaim claim)
    {
        Assert.Equal(IdempotencyVerdict.Finished, claim.Verdict);
        Assert.Equal(expected.Lines, claim.Reply!.Lines);
        Assert.Equal(expected with { Lines = [] }, claim.Reply with { Lines = [] });
    }

    private static IdempotencyKey Key(string key) => new("bucket", key);
}
