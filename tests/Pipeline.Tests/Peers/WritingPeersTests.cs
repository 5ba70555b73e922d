using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tests.Peers;

/// <summary>What users of other systems suffer from on the way in, each by its number; here it does not happen.</summary>
public sealed class WritingPeersTests
{
    [Fact]
    public void P01_AllTargetsWereDown_TheFirstThatIsBackIsUsedLongBeforeItsIsolationEnds() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Breaker = new() { Isolation = TimeSpan.FromMinutes(10), MaximumIsolation = TimeSpan.FromMinutes(10) } });
        foreach (var store in rig.Stores)
            store.Refuse();
        for (var value = 1; value <= 10; value++)
            await rig.WriteAsync(value);
        Assert.All(rig.Breakers.Breakers, static breaker => Assert.Equal(BreakerMode.Open, breaker.Snapshot.Mode));

        rig.Replica.Recover();
        var back = world.Time.Elapsed;
        var value2 = 100;
        WriteOutcome outcome;
        do
        {
            await rig.PassAsync(1);
            rig.Prober.ProbeEarly();
            foreach (var store in rig.Targets.Stores)
                await rig.Prober.ProbeAsync(store, default);
            outcome = await rig.WriteAsync(value2++);
        }
        while (outcome.Position != 1 && world.Time.Elapsed - back < TimeSpan.FromMinutes(10));
        Assert.True(world.Time.Elapsed - back <= TimeSpan.FromSeconds(30), $"{world.Time.Elapsed - back}");
    });

    [Fact]
    public void P04_QueueBeforeADeadTarget_HidesNothingFromTheFailover() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1 } });
        rig.Primary.Hang();

        // One hangs, all others wait behind it: they are handed to the replica before it has even timed out.
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 50).Select(value => rig.WriteAsync(value)));
        Assert.All(outcomes, static outcome => Assert.Equal((WriteDisposition.Committed, 1), (outcome.Disposition, outcome.Position)));
        Assert.True(world.Time.Elapsed <= rig.Settings.Delivery.TryTimeout + TimeSpan.FromMilliseconds(1), $"{world.Time.Elapsed}");
        Assert.Equal(50, rig.Log.Owed("s0").Points);
    });

    [Fact]
    public void P05_DataThatAStoreRefuses_IsNotSentOnToTheNextTarget() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.RejectLinesWith("v=2i");
        var outcome = await rig.WriteAsync(1, 2, 3);
        Assert.Equal((WriteDisposition.Committed, 0, 1), (outcome.Disposition, outcome.Position, outcome.Poison.Count));
        Assert.Empty(rig.Replica.Requests);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
    });

    [Theory]
    [InlineData(DeliveryMode.Failover)]
    [InlineData(DeliveryMode.Fanout)]
    public void P06_OneDeadTarget_StallsNoOther(DeliveryMode mode) => VirtualWorld.Run(async world =>
    {
        var fanout = mode == DeliveryMode.Fanout;
        var rig = await WritingRig.StartAsync(world, new() { Stores = 3, Delivery = new() { Mode = mode } });
        var dead = fanout ? 0 : 1;
        rig.Stores[dead].Hang();
        for (var value = 1; value <= 100; value++)
        {
            var started = world.Time.Elapsed;
            Assert.Equal(WriteDisposition.Committed, (await rig.WriteAsync(value)).Disposition);
            Assert.True(world.Time.Elapsed - started <= WritePipeline.FanoutGrace, $"{world.Time.Elapsed - started}");
        }

        foreach (var index in fanout ? new[] { 1, 2 } : [0])
            Assert.Equal(100, rig.Stores[index].Lines.Count);
        Assert.Equal(fanout ? 100 : 0, rig.Log.Owed($"s{dead}").Points);
    });

    [Fact]
    public void P08_Acknowledged_OnlyOnceItIsStoredOrSynced() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { Timeout = TimeSpan.FromSeconds(5) } });
        rig.Primary.Refuse();
        var sync = new TaskCompletionSource();
        rig.Disk.Faults.SyncGate = sync.Task;
        var write = rig.IngestAsync(WritingRig.Line(1));
        await Task.Delay(TimeSpan.FromSeconds(2), world.Time);

        // The replica has it, the primary's debt is not synced yet: no answer that the producer could take for one.
        Assert.Single(rig.Replica.Lines);
        Assert.False(write.IsCompleted);
        sync.SetResult();
        Assert.Equal(IngestStatus.Committed, (await write).Status);
        rig.Disk.LosePower();
        var after = await WritingRig.StartAsync(world, disk: rig.Disk);
        Assert.Equal(1, after.Log.Owed("s0").Points);
    });

    [Fact]
    public void P09_PointsThatAStoreRefused_AreNotCountedAsWritten() => VirtualWorld.Run(async world =>
    {
        using var counted = new CountedPoints();
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.RejectLinesWith("v=2i");
        var reply = await rig.IngestAsync($"{WritingRig.Line(1)}\n{WritingRig.Line(2)}\n{WritingRig.Line(3)}\nnot a line");
        Assert.Equal((IngestStatus.Invalid, 2), (reply.Status, reply.Accepted));
        Assert.Equal((2L, 2L), (counted.ByOutcome["committed"], counted.ByOutcome["rejected line"]));
    });

    [Fact]
    public void P15_OneBadPoint_BlocksNeitherItsRequestNorAnother() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1 } });
        rig.Primary.RejectLinesWith("v=50i");
        var replies = await Task.WhenAll(Enumerable.Range(1, 100).Select(value => rig.IngestAsync(WritingRig.Line(value))));
        Assert.Equal([49], Enumerable.Range(0, 100).Where(index => replies[index].Status != IngestStatus.Committed));
        Assert.Equal(99, rig.Primary.Lines.Distinct().Count());
        Assert.Equal("refused_by_store", Assert.Single(await rig.LettersAsync()).Reason);
    });

    [Fact]
    public void P17_BucketMissingForAWhile_IsNeitherForEverNorLosesAPoint() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(404, """{"code":"not found","message":"bucket \"hot\" not found"}""");
        Assert.Equal((WriteDisposition.Committed, 1), (await rig.WriteAsync(1) is var first ? first.Disposition : default, first.Position));
        Assert.Equal(SkipReason.Ineligible, (await rig.WriteAsync(2)).Reason);

        // The bucket is made; the next question finds it.
        rig.Primary.Behaviour = (body, _) => Task.FromResult(body.Length > 0 ? rig.Primary.Commit(body) : new()
        {
            Status = 200,
            Body = """{"buckets":[{"name":"hot","retentionRules":[{"everySeconds":604800}]}]}""",
        });
        await rig.PassAsync(RetentionState.RecheckIneligible.TotalSeconds + 1);
        await rig.VerifyAsync();
        Assert.Equal(0, (await rig.WriteAsync(3)).Position);
        Assert.Equal(0, rig.Letters.Summary.Count);
        Assert.Equal(2, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void P17_PermanentServerError_IsNotTriedForEver() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(500, "permanently");
        for (var value = 1; value <= 1000; value++)
            await rig.WriteAsync(value);
        Assert.InRange(rig.Primary.Requests.Count, 1, 2 * rig.Settings.Breaker.ConsecutiveFailures);
        Assert.Equal(1000, rig.Replica.Lines.Count);
    });

    [Fact]
    public void P21_RetryOfAFanOut_GoesOnlyToTheTargetThatFailed() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Stores = 3, Delivery = new() { Mode = DeliveryMode.Fanout } });
        var failures = 1;
        rig.Stores[2].Behaviour = (body, _) => Task.FromResult(
            failures-- > 0 ? StoreResponse.Failed(TransportFailureKind.Reset, "reset") : rig.Stores[2].Commit(body));
        Assert.Equal(0, (await rig.WriteAsync(1)).Position);
        await rig.PassAsync(1);
        Assert.Equal([1, 1, 2], rig.Stores.Select(static store => store.Requests.Count));
        Assert.All(rig.Stores, static store => Assert.Single(store.Lines));
    });

    [Fact]
    public void P22_EverythingFailsAtOnce_RetriesStayAFifthOfTheRequests() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(
            world, new() { Breaker = new() { ConsecutiveFailures = 100_000, MinimumThroughput = 100_000 }, Delivery = new() { MaxInFlight = 1000, Retries = 5 } });
        var (open, most) = (0, 0);
        rig.Primary.Behaviour = async (_, ct) =>
        {
            most = Math.Max(most, ++open);
            await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time, ct);
            open--;
            return new() { Status = 500 };
        };
        await Task.WhenAll(Enumerable.Range(1, 200).Select(value => rig.WriteAsync(value)));
        Assert.InRange(most, 200, 240);
        Assert.InRange(rig.Primary.Requests.Count, 201, 200 + (40 * 5));
    });
}
