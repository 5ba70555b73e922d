using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Overview;

public sealed class TrafficTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(2);

    [Fact]
    public void Rates_AreOfTheLastTenSeconds() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        await rig.PassAsync(60, writes: 4);
        await rig.WriteAsync("m v=1i\nbad\nbad\n");
        await rig.PassAsync(10);
        var tier = (await rig.ReadAsync())["tiers"]![0]!;
        Assert.Equal(0.1, tier["rate"]!["requests"]!.GetValue<double>(), 0.001);
        Assert.Equal(0.1, tier["rate"]!["points"]!.GetValue<double>(), 0.001);
        Assert.Equal(0.2, tier["rate"]!["rejected"]!.GetValue<double>(), 0.001);
        Assert.Equal(0.1, tier["targets"]![0]!["requestsPerSecond"]!.GetValue<double>(), 0.001);
        Assert.Equal(0, tier["targets"]![1]!["requestsPerSecond"]!.GetValue<double>());
        await rig.PassAsync(1);
        Assert.Equal(0, (await rig.ReadAsync())["tiers"]![0]!["rate"]!["requests"]!.GetValue<double>());
    });

    [Fact]
    public void Shares_AreOfTheLastMinutesAcknowledgedRequests() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        Count(WriteEnding.Committed, 0, 6);
        Count(WriteEnding.Fallback, 1, 3);
        Count(WriteEnding.Deferred, -1, 1);
        Count(WriteEnding.Unavailable, -1, 50);
        Count(WriteEnding.Rejected, -1, 50);
        await rig.PassAsync(59);
        var tier = (await rig.ReadAsync())["tiers"]![0]!;
        Assert.Equal((0.6, 0.3, 0.1), (tier["targets"]![0]!["share"]!.GetValue<double>(), tier["targets"]![1]!["share"]!.GetValue<double>(), tier["deferredShare"]!.GetValue<double>()));
        await rig.PassAsync(2);
        tier = (await rig.ReadAsync())["tiers"]![0]!;
        Assert.Equal((0, 0, 0), (tier["targets"]![0]!["share"]!.GetValue<double>(), tier["targets"]![1]!["share"]!.GetValue<double>(), tier["deferredShare"]!.GetValue<double>()));

        void Count(WriteEnding ending, int position, int times)
        {
            for (var time = 0; time < times; time++)
                rig.Rig.Traffic.Answered("hot", position, ending, 1, Quick);
        }
    });

    [Fact]
    public void Latencies_AreOfTheLastMinute() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        Assert.Null((await rig.ReadAsync())["tiers"]![0]!["latency"]);
        for (var request = 1; request <= 100; request++)
            rig.Rig.Traffic.Answered("hot", 0, WriteEnding.Committed, 1, TimeSpan.FromMilliseconds(request));
        rig.Rig.Targets.Stores[0].Latency.Record(TimeSpan.FromMilliseconds(7));
        await rig.PassAsync(50);
        var document = await rig.ReadAsync();
        var latency = document["tiers"]![0]!["latency"]!;
        foreach (var (name, seconds) in ((string, double)[])[("p50", 0.05), ("p95", 0.095), ("p99", 0.099)])
            Assert.Equal(seconds, latency[name]!.GetValue<double>(), seconds * 0.05);
        Assert.Equal(0.007, document["stores"]![0]!["latency"]!["p99"]!.GetValue<double>(), 0.0004);
        Assert.Null(document["stores"]![1]!["latency"]);
        await rig.PassAsync(20);
        document = await rig.ReadAsync();
        Assert.Null(document["tiers"]![0]!["latency"]);
        Assert.Null(document["stores"]![0]!["latency"]);
    });

    [Fact]
    public void UpstreamLatency_OfRealWrites_IsTheStores() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        rig.Rig.Primary.Behaviour = async (body, _) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(40), world.Time, CancellationToken.None);
            return rig.Rig.Primary.Commit(body);
        };
        await rig.PassAsync(5, writes: 2);
        var document = await rig.ReadAsync();
        Assert.Equal(0.04, document["stores"]![0]!["latency"]!["p50"]!.GetValue<double>(), 0.002);
        Assert.Equal(0.04, document["tiers"]![0]!["latency"]!["p50"]!.GetValue<double>(), 0.004);
    });

    [Fact]
    public void Counting_AllocatesNothing()
    {
        var book = new TrafficBook(new WritingRigOptions().Settings().Table);
        Count();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 1000; time++)
            Count();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Count()
        {
            book.Answered("hot", 0, WriteEnding.Committed, 10, Quick);
            book.Answered("hot", -1, WriteEnding.Deferred, 10, Quick);
            book.Rejected("hot", RejectionCode.TagRequired, 1);
        }
    }

    [Fact]
    public async Task Counting_ManyThreads_LosesNothing()
    {
        var book = new TrafficBook(new WritingRigOptions().Settings().Table);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var time = 0; time < 10_000; time++)
                {
                    book.Answered("hot", 1, WriteEnding.Fallback, 3, Quick);
                    book.Rejected("hot", RejectionCode.TooOld, 2);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var counts = book.Tiers[0].Read();
        Assert.Equal((80_000, 80_000, 240_000, 160_000, 0), (counts.Acknowledged, counts.TakenBy(1), counts.Points, counts.Rejected, counts.BySchema));
    }

    [Theory]
    [InlineData("m v=1i\nm v=\"text\"", 1, 1)]
    [InlineData("m v=1i\nm v", 1, 0)]
    public void Rejected_BySchemaOrNot_IsToldApart(string lines, long rejected, long bySchema) => VirtualWorld.Run(async world =>
    {
        var rig = await OverviewRig.StartAsync(world);
        await rig.WriteAsync(lines);
        var counts = rig.Rig.Traffic.Tiers[0].Read();
        Assert.Equal((1, rejected, bySchema), (counts.Points, counts.Rejected, counts.BySchema));
    });
}
