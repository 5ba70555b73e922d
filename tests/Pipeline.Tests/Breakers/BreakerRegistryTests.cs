using System.Text.Json.Nodes;
using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Breakers;

public class BreakerRegistryTests
{
    private readonly BreakersTime _time = new();

    [Fact]
    public void Listen_WhenABreakerTrips_ComesAfterTheSnapshotsShowIt()
    {
        var registry = Create();
        var before = registry.Snapshots;
        var shown = new List<(string Store, BreakerMode Mode)>();
        registry.Listen(changed => shown.Add((changed.Store, registry.Snapshots[changed.Store].Mode)));

        Trip(registry["replica"]);

        Assert.Equal([("replica", BreakerMode.Open)], shown);
        Assert.Equal(BreakerMode.Closed, registry.Snapshots["primary"].Mode);
        Assert.Equal(BreakerMode.Closed, before["replica"].Mode);
    }

    [Fact]
    public void Tick_EachSecond_KeepsTheSnapshotsFresh()
    {
        var registry = Create();
        _time.Pass(1);
        registry.Tick();
        Assert.All(registry.Snapshots.Values, snapshot => Assert.Equal(_time.GetUtcNow(), snapshot.TakenAt));
    }

    [Fact]
    public void Isolate_ThenRestore_ChangesThatStoreOnly()
    {
        var registry = Create();
        Assert.True(registry.Isolate("primary", "disk swap"));
        Assert.Equal("disk swap", registry["primary"].State.Reason);
        Assert.True(registry.Snapshots["primary"].HeldByOperator);
        Assert.Equal(BreakerMode.Closed, registry.Snapshots["replica"].Mode);
        Assert.True(registry.Restore("primary"));
        Assert.Equal(BreakerMode.HalfOpen, registry.Snapshots["primary"].Mode);
    }

    [Fact]
    public void Isolate_OfAnUnknownStore_SaysSo()
    {
        var registry = Create();
        Assert.False(registry.Isolate("nowhere", "x"));
        Assert.False(registry.Restore("nowhere"));
    }

    [Fact]
    public void Import_OfAnExport_KeepsTheIsolationTheHoldAndTheGeneration()
    {
        var registry = Create();
        Trip(registry["primary"]);
        registry.Isolate("replica", "disk swap");
        var until = registry.Snapshots["primary"].IsolationUntil;
        var text = registry.Export();
        _time.Pass(30);

        var restarted = Create();
        var import = restarted.Import(text);

        Assert.Equal("primary replica", string.Join(' ', import.Restored.Order(StringComparer.Ordinal)));
        Assert.Empty(import.Error);
        Assert.Equal((BreakerMode.Open, 1L, until), (restarted.Snapshots["primary"].Mode, restarted.Snapshots["primary"].Generation, restarted.Snapshots["primary"].IsolationUntil));
        Assert.Equal("disk swap", restarted["replica"].State.Reason);
        _time.Pass(90);
        restarted.Tick();
        Assert.Equal(BreakerMode.HalfOpen, restarted.Snapshots["primary"].Mode);
        Assert.Equal(BreakerMode.Open, restarted.Snapshots["replica"].Mode);
    }

    [Fact]
    public void Import_OfAStateSavedUnderAClockThatWasAhead_DoesNotIsolateForEver()
    {
        _time.JumpClock(TimeSpan.FromDays(1000));
        var registry = Create();
        Trip(registry["primary"]);
        var text = registry.Export();
        _time.JumpClock(TimeSpan.FromDays(-1000));

        var restarted = Create();
        restarted.Import(text);
        restarted.Tick();
        _time.Pass(120);
        restarted.Tick();
        Assert.Equal(BreakerMode.HalfOpen, restarted.Snapshots["primary"].Mode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Version\":1}")]
    [InlineData("{\"Version\":1,\"Stores\":null}")]
    [InlineData("{\"Version\":2,\"Stores\":{}}")]
    [InlineData("{\"Version\":1,\"Stores\":{\"primary\":")]
    [InlineData("\0\0\0\0")]
    public void Import_OfAnUnreadableText_ReportsItAndStartsFresh(string text)
    {
        var registry = Create();
        var import = registry.Import(text);
        Assert.NotEmpty(import.Error);
        Assert.Empty(import.Restored);
        Assert.All(registry.Snapshots.Values, snapshot => Assert.Equal(BreakerMode.Closed, snapshot.Mode));
    }

    [Fact]
    public void Import_OfOneCorruptStore_RestoresTheOthers()
    {
        var registry = Create();
        Trip(registry["primary"]);
        Trip(registry["replica"]);
        var text = registry.Export();
        foreach (var (property, value) in new (string, JsonNode?)[]
        {
            ("Generation", -1), ("Mode", "Ajar"), ("Mode", 7), ("IsolationUntil", null), ("Window", null), ("Latency", null),
            ("Clock", "yesterday"), ("ConsecutiveFailures", -1), ("Since", "9999-01-01T00:00:00+00:00"), ("Reason", null),
            ("Transitions", new JsonArray((JsonNode?)null)), ("Latency", JsonNode.Parse("""{"Slot":1,"Slow":0,"Latencies":null}""")),
        })
        {
            var file = JsonNode.Parse(text)!;
            file["Stores"]!["primary"]![property] = value?.DeepClone();
            file["Stores"]!["gone"] = 1;

            var restarted = Create();
            var import = restarted.Import(file.ToJsonString());

            Assert.Equal(("replica", "primary", "gone"), (Assert.Single(import.Restored), Assert.Single(import.Corrupt), Assert.Single(import.Unknown)));
            Assert.Equal(BreakerMode.Closed, restarted.Snapshots["primary"].Mode);
            Assert.Equal(BreakerMode.Open, restarted.Snapshots["replica"].Mode);
        }
    }

    [Fact]
    public void Adopt_OfAStateNoBreakerCanBeIn_Throws()
    {
        var breaker = Create()["primary"];
        Assert.Throws<ArgumentException>(() => breaker.Adopt(breaker.State with { Generation = -1 }));
    }

    [Fact]
    public void Seeds_OfStoresAndInstallations_Differ()
    {
        var seeds = new[] { Create(1), Create(2) }.SelectMany(registry => registry.Breakers).Select(breaker => breaker.State.Seed).ToList();
        Assert.Equal(4, seeds.Distinct().Count());
        Assert.Equal(Create(1)["primary"].State.Seed, Create(1)["primary"].State.Seed);
    }

    private static void Trip(StoreBreaker breaker)
    {
        for (var i = 0; i < 3; i++)
            breaker.Report(BreakerOutcome.Failure, TimeSpan.Zero);
    }

    private BreakerRegistry Create(ulong seed = 5) => new(["primary", "replica"], new BreakerOptions { Jitter = 0 }, _time, seed);
}
