using System.Text;
using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Following;

namespace Holdfast.Functions.Tests.Redis;

public sealed class RedisBreakerSnapshotsTests
{
    private static readonly AuthorityState Fresh = new() { Breaker = new() { Clock = VirtualTime.Start, Since = VirtualTime.Start }, Born = VirtualTime.Start };

    [Fact]
    public void ReadAsync_Published_IsReadByAnother() => VirtualWorld.Run(async world =>
    {
        var (redis, one, _) = Make(world);
        var other = Board(redis, world, out _);
        Assert.True((await one.PublishAsync(Snapshot("primary", 3), CancellationToken.None)).Succeeded);
        Assert.True((await one.PublishAsync(Snapshot("replica", 1), CancellationToken.None)).Succeeded);
        var read = await other.ReadAsync(CancellationToken.None);
        Assert.Equal([("primary", 3L), ("replica", 1L)], read.Value!.OrderBy(static entry => entry.Key).Select(static entry => (entry.Key, entry.Value.State.Version)));
    });

    [Fact]
    public void ReadAsync_NothingPublished_IsEmpty() => VirtualWorld.Run(async world =>
    {
        var (_, board, tally) = Make(world);
        Assert.Empty((await board.ReadAsync(CancellationToken.None)).Value!);
        Assert.Equal(0, tally.Look().Share);
    });

    [Fact]
    public void PublishAsync_Older_LeavesTheNewer() => VirtualWorld.Run(async world =>
    {
        var (_, board, _) = Make(world);
        var heard = new List<long>();
        board.Subscribe(snapshot => heard.Add(snapshot.State.Version));
        foreach (var version in (long[])[5, 4, 5, 12])
            Assert.True((await board.PublishAsync(Snapshot("s", version), CancellationToken.None)).Succeeded);
        Assert.Equal(12, (await board.ReadAsync(CancellationToken.None)).Value!["s"].State.Version);
        Assert.Equal([5L, 12L], heard);
    });

    [Fact]
    public void OrderOf_AnyTwo_OrdersAsIsNewerThan()
    {
        var snapshots = (
            from born in (int[])[0, 1]
            from version in (long[])[0, 1, 9, 10, 1L << 52]
            from taken in (int[])[0, 1, 100]
            select new AuthoritySnapshot("s", Fresh with { Born = VirtualTime.Start.AddTicks(born), Version = version }, VirtualTime.Start.AddTicks(taken))).ToList();
        foreach (var one in snapshots)
            foreach (var other in snapshots)
                Assert.Equal(one.IsNewerThan(other), string.CompareOrdinal(SnapshotCode.OrderOf(one), SnapshotCode.OrderOf(other)) > 0);
    }

    [Fact]
    public void OrderOf_BornInAnotherTimeZone_IsTheSame() =>
        Assert.Equal(
            SnapshotCode.OrderOf(Snapshot("s", 1)),
            SnapshotCode.OrderOf(new("s", Fresh with { Version = 1, Born = Fresh.Born.ToOffset(TimeSpan.FromHours(5)) }, VirtualTime.Start)));

    [Fact]
    public void ReadAsync_WantedAtOnce_IsOneQuestion() => VirtualWorld.Run(async world =>
    {
        var (redis, board, _) = Make(world);
        redis.Delay = TimeSpan.FromMilliseconds(50);
        var reads = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => board.ReadAsync(CancellationToken.None)));
        Assert.All(reads, static read => Assert.True(read.Succeeded));
        Assert.Equal(1, redis.HashReads);
        await board.ReadAsync(CancellationToken.None);
        Assert.Equal(2, redis.HashReads);
    });

    [Fact]
    public void ReadAsync_OneGivesUp_TheOthersAreAnswered() => VirtualWorld.Run(async world =>
    {
        var (redis, board, _) = Make(world);
        redis.Delay = TimeSpan.FromMilliseconds(50);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(10), world.Time);
        var given = board.ReadAsync(impatient.Token);
        var other = board.ReadAsync(CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.True((await other).Succeeded);
    });

    [Fact]
    public void ReadAsync_PrimaryDown_TheReplicaAnswers() => VirtualWorld.Run(async world =>
    {
        var (redis, board, tally) = Make(world);
        await board.PublishAsync(Snapshot("s", 7), CancellationToken.None);
        redis.PrimaryDown = true;
        Assert.Equal(7, (await board.ReadAsync(CancellationToken.None)).Value!["s"].State.Version);
        Assert.Equal((1L, 0.0), (board.ReplicaReads, tally.Look().Share));
        Assert.Equal(LinkFault.Unreachable, (await board.PublishAsync(Snapshot("s", 8), CancellationToken.None)).Fault);
    });

    [Fact]
    public void ReadAsync_NobodyAnswers_IsUnreachableAndCounted() => VirtualWorld.Run(async world =>
    {
        var (redis, board, tally) = Make(world);
        redis.Down = true;
        var read = await board.ReadAsync(CancellationToken.None);
        Assert.Equal((LinkFault.Unreachable, "connection refused"), (read.Fault, read.Message));
        Assert.Equal(1, tally.Look().Share);
    });

    [Fact]
    public void ReadAsync_Hangs_EndsWithinTheLimits() => VirtualWorld.Run(async world =>
    {
        var (redis, board, _) = Make(world);
        redis.Delay = TimeSpan.FromHours(1);
        Assert.False((await board.ReadAsync(CancellationToken.None)).Succeeded);
        Assert.Equal(2 * RedisGuard.DefaultLimit, world.Time.Elapsed);
    });

    [Fact]
    public void ReadAsync_WhatIsNoSnapshot_IsLeftOut() => VirtualWorld.Run(async world =>
    {
        var (redis, board, _) = Make(world);
        await board.PublishAsync(Snapshot("good", 1), CancellationToken.None);
        redis.SetField("text", Encoding.UTF8.GetBytes("something else"));
        redis.SetField("cut", Encoding.ASCII.GetBytes(SnapshotCode.OrderOf(Snapshot("cut", 1)) + "{\"Store\":"));
        redis.SetField("other", [.. Encoding.ASCII.GetBytes(SnapshotCode.OrderOf(Snapshot("good", 1))), .. SnapshotCode.BodyOf(Snapshot("good", 1))]);
        redis.SetField("order", [.. Encoding.ASCII.GetBytes(SnapshotCode.OrderOf(Snapshot("order", 2))), .. SnapshotCode.BodyOf(Snapshot("order", 1))]);
        redis.SetField("unsound", [.. Encoding.ASCII.GetBytes(SnapshotCode.OrderOf(Snapshot("unsound", -1))), .. SnapshotCode.BodyOf(Snapshot("unsound", -1))]);
        Assert.Equal(["good"], (await board.ReadAsync(CancellationToken.None)).Value!.Keys);
    });

    [Fact]
    public void Subscribe_NoSnapshot_IsNotTold() => VirtualWorld.Run(async world =>
    {
        var (redis, board, _) = Make(world);
        var heard = 0;
        board.Subscribe(_ => heard++);
        redis.Send([1, 2, 3]);
        redis.Send([]);
        await board.PublishAsync(Snapshot("s", 1), CancellationToken.None);
        Assert.Equal(1, heard);
    });

    [Fact]
    public void Subscribe_RedisDownThen_IsMadeGoodByTheNextRead() => VirtualWorld.Run(async world =>
    {
        var (redis, board, _) = Make(world);
        redis.Down = true;
        var heard = 0;
        board.Subscribe(_ => heard++);
        redis.Down = false;
        await board.ReadAsync(CancellationToken.None);
        await board.ReadAsync(CancellationToken.None);
        await board.PublishAsync(Snapshot("s", 1), CancellationToken.None);
        Assert.Equal(1, heard);
    });

    private static AuthoritySnapshot Snapshot(string store, long version) => new(store, Fresh with { Version = version }, VirtualTime.Start);

    private static (FakeRedis Redis, RedisBreakerSnapshots Board, RedisTally Tally) Make(VirtualWorld world)
    {
        var redis = new FakeRedis(world.Time);
        var board = Board(redis, world, out var tally);
        return (redis, board, tally);
    }

    private static RedisBreakerSnapshots Board(FakeRedis redis, VirtualWorld world, out RedisTally tally) =>
        new(redis, RedisGuard.DefaultLimit, tally = FakeMeters.Tally(), world.Time);
}
