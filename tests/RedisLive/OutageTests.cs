using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Ingest;
using Holdfast.RedisLive.Support;
using Holdfast.Routing.Alerting;
using Holdfast.Tests.Support;

namespace Holdfast.RedisLive;

public sealed class OutageTests
{
    [SkippableFact]
    public async Task WriteAsync_RedisKilledAndBack_WritesGoOnAndTheFallbacksAreCounted()
    {
        await using var redis = await RedisProcess.StartAsync();
        var store = new SharedStore();
        await using var instance = await LiveInstance.StartAsync("one", $"127.0.0.1:{redis.Port}", store, RedisGuard.DefaultLimit * 4);
        var lines = new Lines();
        await Wait.UntilAsync(async () => await WriteAsync(instance, lines) && instance.Claimant.Tally.Look().Share < 0.5);
        var before = instance.Claimant.Tally.Look().Share;

        await redis.KillAsync();
        for (var write = 0; write < 50; write++)
            Assert.True(await WriteAsync(instance, lines));
        Assert.True(instance.Claimant.Tally.Look().Share > before);
        Assert.True(instance.Claimant.Tally.Look().Share > AlertThresholds.RedisFallbacks);

        // What this instance has answered itself it still knows.
        var again = await instance.WriteAsync(lines.Last, lines.LastKey);
        Assert.Equal((IngestStatus.Committed, true), (again.Status, again.Replayed));

        await redis.StartAsync();
        var name = "";
        await Wait.UntilAsync(async () =>
        {
            await WriteAsync(instance, lines);
            name = LiveInstance.NameOf(lines.LastKey);
            return await redis.CommandAsync($"EXISTS {name}") == "1";
        });
        Assert.Equal(lines.Count, store.Points.Count);
        Assert.Equal(lines.Count, store.Written);
    }

    [SkippableFact]
    public async Task ClaimAsync_RedisHangs_IsAnsweredWithinTheLimitAndThenAtOnce()
    {
        await using var redis = await RedisProcess.StartAsync();
        using var one = new Claimant($"127.0.0.1:{redis.Port}", "one", RedisGuard.DefaultLimit);
        await Wait.UntilAsync(async () => (await one.Redis.GetAsync("x")).Answered);
        redis.Hang();
        for (var key = 0; key < 20; key++)
            Assert.Equal(IdempotencyVerdict.Claimed, (await one.Keys.ClaimAsync(new("bucket", $"k{key}"), TimeSpan.Zero)).Verdict);
        Assert.Equal(1, one.Tally.Look().Share);
        redis.GoOn();
        await Wait.UntilAsync(async () => (await one.Guard.AskAsync(static redis => redis.GetAsync("x"))).Answered);
    }

    private static async Task<bool> WriteAsync(LiveInstance instance, Lines lines)
    {
        var (line, key) = lines.Next();
        var reply = await instance.WriteAsync(line, key);
        return reply is { Status: IngestStatus.Committed, Replayed: false };
    }

    /// <summary>Lines that are all different points, each with a key of its own.</summary>
    private sealed class Lines
    {
        private readonly long _start = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        public int Count { get; private set; }

        public string LastKey => $"key{Count}";

        public string Last => $"m v={Count}i {_start - Count}000000000";

        public (string Line, string Key) Next()
        {
            Count++;
            return (Last, LastKey);
        }
    }
}
