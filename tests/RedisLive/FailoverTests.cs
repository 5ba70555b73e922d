using Holdfast.Pipeline.Ingest;
using Holdfast.RedisLive.Support;
using Holdfast.Tests.Support;
using Xunit.Abstractions;

namespace Holdfast.RedisLive;

/// <summary>
/// A primary of a cluster dies while keys are claimed. Redis replicates asynchronously, so a key may be granted twice; that is counted and
/// printed, and what the store holds must not show it.
/// </summary>
public sealed class FailoverTests(ITestOutputHelper output)
{
    private readonly long _start = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [SkippableFact]
    public async Task WriteAsync_PrimaryKilledInTheMiddleOfClaims_TheStoreHoldsWhatItHadToHold()
    {
        const int keys = 3000;
        await using var cluster = await RedisCluster.StartAsync();
        var store = new SharedStore();
        await using var one = await LiveInstance.StartAsync("one", cluster.Endpoints, store, TimeSpan.FromSeconds(2));
        await using var other = await LiveInstance.StartAsync("other", cluster.Endpoints, store, TimeSpan.FromSeconds(2));
        await AnswersAsync(one.Claimant, Enumerable.Range(0, 50));
        await AnswersAsync(other.Claimant, Enumerable.Range(0, 50));
        var written = 0;
        var replies = new (IngestReply One, IngestReply Other)[keys];
        var writing = Parallel.ForEachAsync(Enumerable.Range(0, keys), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, _) =>
        {
            // The same request at two instances at once, as a load balancer makes it of a producer's retry.
            var first = one.WriteAsync(LineOf(key), $"key{key}");
            var second = other.WriteAsync(LineOf(key), $"key{key}");
            replies[key] = (await first, await second);
            Interlocked.Increment(ref written);
        });
        await Wait.UntilAsync(() => Task.FromResult(Volatile.Read(ref written) > keys / 10));
        await cluster.Nodes[0].KillAsync();
        await writing;
        await cluster.FailedOverAsync(0);

        var twice = replies.Count(static pair => pair is { One: { Status: IngestStatus.Committed, Replayed: false }, Other: { Status: IngestStatus.Committed, Replayed: false } });
        output.WriteLine($"{keys} keys claimed by two instances each while a primary of three was killed and replaced: {twice} written twice; "
            + $"without Redis: {one.Claimant.Tally.Look().Share:P1} and {other.Claimant.Tally.Look().Share:P1} of the claims");
        Assert.All(replies, static pair => Assert.True(pair.One.Acknowledged || pair.Other.Acknowledged));
        Assert.Equal(keys + twice, store.Written);
        Assert.Equal(Enumerable.Range(0, keys).ToDictionary(PointOf, ValueOf), store.Points);

        // And claims of that primary's keys are shared again by the one in its place.
        await Wait.UntilAsync(() => IsSharedAsync(one.Claimant, other.Claimant, cluster));
    }

    [SkippableFact]
    public async Task ClaimAsync_ClaimsNotReplicatedWhenThePrimaryDies_AreGrantedTwiceAndTheSecondWriteChangesNothing()
    {
        const int wanted = 50;
        await using var cluster = await RedisCluster.StartAsync();
        var store = new SharedStore();
        await using var one = await LiveInstance.StartAsync("one", cluster.Endpoints, store);
        await using var other = await LiveInstance.StartAsync("other", cluster.Endpoints, store);
        var keys = await KeysOfAsync(cluster, primary: 0, wanted);

        await AnswersAsync(one.Claimant, keys);
        await AnswersAsync(other.Claimant, keys);

        // The replica stands still and its connection is cut: what the primary grants from here on never reaches it.
        cluster.ReplicaOf(0).Hang();
        await cluster.Nodes[0].CommandAsync("CLIENT KILL TYPE replica");
        var before = await Task.WhenAll(keys.Select(key => one.WriteAsync(LineOf(key), $"key{key}")));
        Assert.Equal(0, one.Claimant.Tally.Look().Share);
        await cluster.Nodes[0].KillAsync();
        cluster.ReplicaOf(0).GoOn();
        await cluster.FailedOverAsync(0);
        await Wait.UntilAsync(() => IsSharedAsync(one.Claimant, other.Claimant, cluster));

        var after = await Task.WhenAll(keys.Select(key => other.WriteAsync(LineOf(key), $"key{key}")));
        var twice = before.Zip(after).Count(static pair => pair is { First.Replayed: false, Second.Replayed: false });
        output.WriteLine($"{wanted} claims that had not reached the replica: {twice} granted twice");
        Assert.Equal(wanted, twice);
        Assert.All(before.Concat(after), static reply => Assert.Equal(IngestStatus.Committed, reply.Status));
        Assert.Equal(2 * wanted, store.Written);
        Assert.Equal(keys.ToDictionary(PointOf, ValueOf), store.Points);
    }

    private static async Task<List<int>> KeysOfAsync(RedisCluster cluster, int primary, int wanted)
    {
        var keys = new List<int>();
        for (var key = 0; keys.Count < wanted; key++)
            if (RedisCluster.PrimaryOf(await cluster.SlotOfAsync(LiveInstance.NameOf($"key{key}"))) == primary)
                keys.Add(key);
        return keys;
    }

    /// <summary>Waits until an instance is connected with the primaries of keys.</summary>
    private static Task AnswersAsync(Claimant instance, IEnumerable<int> keys) => Wait.UntilAsync(async () =>
        (await Task.WhenAll(keys.Select(key => instance.Redis.GetAsync(LiveInstance.NameOf($"key{key}"))))).All(static answer => answer.Answered));

    /// <summary>Whether a key of the first primary's slots, finished by one instance, is known to the other.</summary>
    private static async Task<bool> IsSharedAsync(Claimant one, Claimant other, RedisCluster cluster)
    {
        var key = new IdempotencyKey("bucket", Guid.NewGuid().ToString("N"));
        while (RedisCluster.PrimaryOf(await cluster.SlotOfAsync(Functions.Redis.RedisIdempotency.NameOf(key))) != 0)
            key = key with { Key = Guid.NewGuid().ToString("N") };
        var claim = await one.Keys.ClaimAsync(key, TimeSpan.Zero);
        await one.Keys.FinishAsync(key, claim, new() { Status = IngestStatus.Committed });
        return (await other.Keys.ClaimAsync(key, TimeSpan.Zero)).Verdict == IdempotencyVerdict.Finished;
    }

    private string LineOf(int key) => $"m,key=k{key} v={ValueOf(key)[2..]} {_start - key}000000000";

    private string PointOf(int key) => $"m,key=k{key} {_start - key}000000000";

    private static string ValueOf(int key) => $"v={key}i";
}
