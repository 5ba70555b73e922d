using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Following;
using Holdfast.RedisLive.Support;
using Holdfast.Routing.Following;
using Holdfast.Tests.Support;

namespace Holdfast.RedisLive;

public sealed class SnapshotTests
{
    private static readonly DateTimeOffset Born = DateTimeOffset.UtcNow;

    [SkippableFact]
    public async Task PublishAsync_AnotherListens_IsToldAndReadsTheNewest()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var one = new Claimant($"127.0.0.1:{redis.Port}", "one");
        using var other = new Claimant($"127.0.0.1:{redis.Port}", "other");
        var (publishing, reading) = (Board(one), Board(other));
        var heard = new HeardVersions();
        reading.Subscribe(heard.Add);
        Assert.Empty((await reading.ReadAsync(CancellationToken.None)).Value!);

        foreach (var version in (long[])[3, 2, 11, 4])
            Assert.True((await publishing.PublishAsync(Snapshot("primary", version), CancellationToken.None)).Succeeded);
        await publishing.PublishAsync(Snapshot("replica", 1), CancellationToken.None);
        await Wait.UntilAsync(() => Task.FromResult(heard.Has("replica", 1)));
        Assert.True(heard.Has("primary", 3) && heard.Has("primary", 11));
        Assert.False(heard.Has("primary", 2) || heard.Has("primary", 4));
        var read = (await reading.ReadAsync(CancellationToken.None)).Value!;
        Assert.Equal((11L, 1L), (read["primary"].State.Version, read["replica"].State.Version));
        Assert.Equal(0, other.Tally.Look().Share);
    }

    [SkippableFact]
    public async Task PublishAsync_ManyAtOnce_TheNewestStays()
    {
        await using var redis = await RedisProcess.StartAsync();
        var instances = Enumerable.Range(0, 4).Select(index => new Claimant($"127.0.0.1:{redis.Port}", $"{index}")).ToList();
        var order = Enumerable.Range(0, 200).Select(static version => (long)version).ToArray();
        new Random(5).Shuffle(order);
        var boards = instances.ConvertAll(Board);
        var published = await Task.WhenAll(order.Select((version, index) => boards[index % boards.Count].PublishAsync(Snapshot("s", version), CancellationToken.None)));
        Assert.All(published, static result => Assert.True(result.Succeeded));
        Assert.Equal(199, (await boards[0].ReadAsync(CancellationToken.None)).Value!["s"].State.Version);
        instances.ForEach(static instance => instance.Dispose());
    }

    [SkippableFact]
    public async Task ReadAsync_RedisKilledAndBack_IsUnreachableThenPublishedAnewAndHeardAgain()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var one = new Claimant($"127.0.0.1:{redis.Port}", "one", TimeSpan.FromSeconds(2));
        using var other = new Claimant($"127.0.0.1:{redis.Port}", "other", TimeSpan.FromSeconds(2));
        var (publishing, reading) = (Board(one), Board(other));
        var heard = new HeardVersions();
        reading.Subscribe(heard.Add);
        await publishing.PublishAsync(Snapshot("s", 1), CancellationToken.None);
        await Wait.UntilAsync(async () => (await reading.ReadAsync(CancellationToken.None)).Succeeded);

        await redis.KillAsync();
        await Wait.UntilAsync(async () => (await reading.ReadAsync(CancellationToken.None)).Fault == LinkFault.Unreachable);
        Assert.True(other.Tally.Look().Share > 0);

        // It kept nothing: the next publication brings it back, and whoever listened before listens again.
        await redis.StartAsync();
        var version = 1L;
        await Wait.UntilAsync(async () =>
        {
            version++;
            await publishing.PublishAsync(Snapshot("s", version), CancellationToken.None);
            var read = await reading.ReadAsync(CancellationToken.None);
            return read.Succeeded && read.Value!.TryGetValue("s", out var snapshot) && heard.Has("s", snapshot.State.Version) && snapshot.State.Version > 1;
        });
    }

    [SkippableFact]
    public async Task ReadAsync_PrimaryKilled_ItsReplicaAnswersBeforeItTakesItsPlace()
    {
        await using var cluster = await RedisCluster.StartAsync();
        using var one = new Claimant(cluster.Endpoints, "one", TimeSpan.FromSeconds(2));
        var board = Board(one);
        await Wait.UntilAsync(async () => (await board.PublishAsync(Snapshot("s", 7), CancellationToken.None)).Succeeded);
        var primary = RedisCluster.PrimaryOf(await cluster.SlotOfAsync(RedisBreakerSnapshots.Name));
        var replica = cluster.ReplicaOf(primary);
        await Wait.UntilAsync(async () => await replica.CommandAsync("DBSIZE") == "1");

        // It may not take the primary's place: what is read now comes from a replica.
        await replica.CommandAsync("CONFIG SET cluster-replica-no-failover yes");
        await cluster.Nodes[primary].KillAsync();
        await Wait.UntilAsync(async () => await ReadsAsync(board, 7) && board.ReplicaReads > 0);
        Assert.Equal(LinkFault.Unreachable, (await board.PublishAsync(Snapshot("s", 8), CancellationToken.None)).Fault);

        await replica.CommandAsync("CONFIG SET cluster-replica-no-failover no");
        await cluster.FailedOverAsync(primary);
        await Wait.UntilAsync(async () => (await board.PublishAsync(Snapshot("s", 9), CancellationToken.None)).Succeeded);
        Assert.True(await ReadsAsync(board, 9));
    }

    private static RedisBreakerSnapshots Board(Claimant instance) => new(instance.Redis, Claimant.Unhurried, instance.Tally, TimeProvider.System);

    private static async Task<bool> ReadsAsync(RedisBreakerSnapshots board, long version) =>
        await board.ReadAsync(CancellationToken.None) is { Succeeded: true, Value: { } read } && read.TryGetValue("s", out var snapshot) && snapshot.State.Version == version;

    private static AuthoritySnapshot Snapshot(string store, long version) => new(
        store, new AuthorityState { Breaker = new() { Clock = Born, Since = Born }, Born = Born, Version = version }, Born);

    /// <summary>What was told.</summary>
    private sealed class HeardVersions
    {
        private readonly HashSet<(string, long)> _heard = [];

        public void Add(AuthoritySnapshot snapshot)
        {
            lock (_heard)
                _heard.Add((snapshot.Store, snapshot.State.Version));
        }

        public bool Has(string store, long version)
        {
            lock (_heard)
                return _heard.Contains((store, version));
        }
    }
}
