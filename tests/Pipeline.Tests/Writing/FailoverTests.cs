using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tests.Writing;

public sealed class FailoverTests
{
    [Fact]
    public void WriteAsync_PrimaryHealthy_CommitsThereAndOwesNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var outcome = await rig.WriteAsync(1);
        Assert.Equal((WriteDisposition.Committed, 0, SkipReason.None), (outcome.Disposition, outcome.Position, outcome.Reason));
        Assert.Equal([WritingRig.Line(1)], rig.Primary.Lines);
        Assert.Empty(rig.Replica.Requests);
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void WriteAsync_PrimaryRefuses_RetriesOnceThenCommitsToReplicaAndOwesPrimary() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        var outcome = await rig.WriteAsync(1);
        Assert.Equal((WriteDisposition.Committed, 1, SkipReason.Failed), (outcome.Disposition, outcome.Position, outcome.Reason));
        Assert.Equal(2, rig.Primary.Requests.Count);
        Assert.Equal([WritingRig.Line(1)], rig.Replica.Lines);
        Assert.Equal((1, 0), (rig.Log.Owed("s0").Batches, rig.Log.Owed("s0").OnlyHere));
    });

    [Fact]
    public void WriteAsync_PrimaryHangs_GoesOnAfterOneTryWithoutRetryAndOwesIt() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Hang();
        var outcome = await rig.WriteAsync(1);
        Assert.Equal((WriteDisposition.Committed, 1, SkipReason.TimedOut), (outcome.Disposition, outcome.Position, outcome.Reason));
        Assert.Single(rig.Primary.Requests);
        Assert.Equal(rig.Settings.Delivery.TryTimeout, world.Time.Elapsed);
        Assert.Equal(1, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void WriteAsync_PrimaryHangs_OnlyTheRequestsInFlightPayForIt() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Hang();
        var inFlight = await Task.WhenAll(Enumerable.Range(1, 100).Select(value => rig.WriteAsync(value)));
        Assert.All(inFlight, static outcome => Assert.Equal(1, outcome.Position));
        Assert.True(world.Time.Elapsed <= rig.Settings.Delivery.TryTimeout + TimeSpan.FromMilliseconds(1), $"{world.Time.Elapsed}");
        Assert.Equal(BreakerMode.Open, rig.Breakers["s0"].Snapshot.Mode);

        var (requests, at) = (rig.Primary.Requests.Count, world.Time.Elapsed);
        for (var value = 101; value <= 200; value++)
            Assert.Equal(SkipReason.BreakerOpen, (await rig.WriteAsync(value)).Reason);
        Assert.Equal((requests, at), (rig.Primary.Requests.Count, world.Time.Elapsed));
        Assert.Equal(200, rig.Log.Owed("s0").Points);
        Assert.Equal(200, rig.Replica.Lines.Count);
    });

    [Fact]
    public void WriteAsync_PrimaryHangsUnderSteadyTraffic_NobodyPaysMoreThanOneTry() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Hang();
        var costs = await Task.WhenAll(Enumerable.Range(1, 300).Select(async value =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5 * value), world.Time);
            var started = world.Time.Elapsed;
            Assert.Equal(1, (await rig.WriteAsync(value)).Position);
            return world.Time.Elapsed - started;
        }));
        Assert.True(costs.Max() <= rig.Settings.Delivery.TryTimeout + TimeSpan.FromMilliseconds(1), $"{costs.Max()}");
        Assert.Equal(300, rig.Log.Owed("s0").Points);
    });

    [Fact]
    public void WriteAsync_AllRefuse_DefersDurablyForThePrimary() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Stores = 3 });
        foreach (var store in rig.Stores)
            store.Refuse();
        var outcome = await rig.WriteAsync(1, 2);
        Assert.Equal((WriteDisposition.Deferred, -1), (outcome.Disposition, outcome.Position));
        Assert.Equal((1, 2, 1), (rig.Log.Owed("s0").Batches, rig.Log.Owed("s0").Points, rig.Log.Owed("s0").OnlyHere));
        Assert.Equal(0, rig.Log.Owed("s1").Batches);
        Assert.True(world.Time.Elapsed < rig.Settings.Delivery.Timeout);
    });

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void WriteAsync_AllHang_IsAnsweredWithinTheTotalBudget(int stores) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Stores = stores });
        foreach (var store in rig.Stores)
            store.Hang();
        var outcome = await rig.WriteAsync(1);
        Assert.Equal(WriteDisposition.Deferred, outcome.Disposition);
        Assert.True(world.Time.Elapsed <= rig.Settings.Delivery.Timeout, $"{world.Time.Elapsed}");
    });

    [Fact]
    public void WriteAsync_AllBreakersOpen_WritesNothingAndDefersAtOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s0", "test");
        rig.Breakers.Isolate("s1", "test");
        var outcome = await rig.WriteAsync(1);
        Assert.Equal((WriteDisposition.Deferred, SkipReason.BreakerOpen), (outcome.Disposition, outcome.Reason));
        Assert.All(rig.Stores, static store => Assert.Empty(store.Requests));
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    });

    [Theory]
    [InlineData(401, "", SkipReason.Ineligible)]
    [InlineData(403, "", SkipReason.Ineligible)]
    [InlineData(404, """{"code":"not found","message":"bucket \"hot\" not found"}""", SkipReason.Ineligible)]
    [InlineData(500, """{"error":"retention policy not found: norp"}""", SkipReason.Ineligible)]
    public void WriteAsync_PrimaryMisconfigured_IsIneligibleForTheNextWriteAndKeepsTheBatch(int status, string body, SkipReason reason) =>
        VirtualWorld.Run(async world =>
        {
            var rig = await WritingRig.StartAsync(world);
            rig.Primary.Answer(status, body);
            Assert.Equal(reason, (await rig.WriteAsync(1)).Reason);
            Assert.Equal(1, (await rig.WriteAsync(2)).Position);
            Assert.Single(rig.Primary.Requests);
            Assert.Equal(2, rig.Log.Owed("s0").Batches);
            Assert.Equal(0, rig.Letters.Summary.Count);
            Assert.Equal(BreakerMode.Closed, rig.Breakers["s0"].Snapshot.Mode);
        });

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void WriteAsync_PrimaryThrottles_IsLeftAloneUntilRetryAfterAndNotBlamed(int status) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(status, retryAfter: TimeSpan.FromSeconds(5));
        for (var value = 1; value <= 30; value++)
            Assert.Equal(SkipReason.Throttled, (await rig.WriteAsync(value)).Reason);
        Assert.Single(rig.Primary.Requests);
        Assert.Equal(BreakerMode.Closed, rig.Breakers["s0"].Snapshot.Mode);
        await rig.PassAsync(5);
        rig.Primary.Recover();
        Assert.Equal(0, (await rig.WriteAsync(31)).Position);
    });

    [Theory]
    [InlineData(-24)]
    [InlineData(24)]
    public void WriteAsync_ClockIsSetWhileThePrimaryThrottles_StillWaitsAsLongAsItAsked(int hours) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(5));
        await rig.WriteAsync(1);
        rig.Primary.Recover();
        world.Time.SetOff = TimeSpan.FromHours(hours);
        Assert.Equal(SkipReason.Throttled, (await rig.WriteAsync(2)).Reason);
        await rig.PassAsync(5);
        Assert.Equal(0, (await rig.WriteAsync(3)).Position);
    });

    [Fact]
    public void WriteAsync_SlowPrimaryWithinTheTry_StillCommitsThere() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Behaviour = async (body, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(499), world.Time, ct);
            return rig.Primary.Commit(body);
        };
        Assert.Equal(0, (await rig.WriteAsync(1)).Position);
    });

    [Fact]
    public void WriteAsync_CommittedThenTimedOut_IsOwedAllTheSame() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.CommitAndHang();
        Assert.Equal(1, (await rig.WriteAsync(1)).Position);
        Assert.Equal(1, rig.Log.Owed("s0").Batches);
        Assert.Contains(WritingRig.Line(1), rig.Primary.Lines);
    });

    [Fact]
    public void WriteAsync_LogFullAndPrimaryDown_AcknowledgesNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Data = new() { MaxBytes = 64 * 1024, SegmentBytes = 64 * 1024 } });
        rig.Breakers.Isolate("s0", "test");
        rig.Breakers.Isolate("s1", "test");
        var acknowledged = 0;
        WriteOutcome outcome;
        do
        {
            outcome = await rig.WriteAsync(++acknowledged);
        }
        while (outcome.Acknowledged && acknowledged < 10_000);
        Assert.Equal(WriteDisposition.LogFull, outcome.Disposition);
        Assert.Equal(acknowledged - 1, rig.Log.Owed("s0").Batches);

        rig.Breakers.Restore("s1");
        await rig.PassAsync(1);
        Assert.Equal(WriteDisposition.LogFull, (await rig.WriteAsync(acknowledged)).Disposition);
        Assert.Empty(rig.Replica.Lines);
    });

    [Fact]
    public void WriteAsync_DiskFails_IsUnavailableAndNotAcknowledged() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        rig.Replica.Refuse();
        rig.Disk.Faults.Fail(MemoryStep.SyncFile, 1);
        var outcome = await rig.WriteAsync(1);
        Assert.Equal(WriteDisposition.Unavailable, outcome.Disposition);
        Assert.False(outcome.Acknowledged);
    });

    [Fact]
    public void WriteAsync_ReplicaCommitsButTheDebtCannotBeRecorded_IsNotAcknowledged() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        rig.Disk.Faults.Fail(MemoryStep.SyncFile, 1);
        Assert.False((await rig.WriteAsync(1)).Acknowledged);
    });

    [Fact]
    public void WriteAsync_SyncNeverEnds_IsAnsweredWithinTheTotalBudget() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        rig.Replica.Refuse();
        rig.Disk.Faults.SyncGate = new TaskCompletionSource().Task;
        var outcome = await rig.WriteAsync(1);
        Assert.Equal(WriteDisposition.Unavailable, outcome.Disposition);
        Assert.True(world.Time.Elapsed <= rig.Settings.Delivery.Timeout, $"{world.Time.Elapsed}");
    });

    [Fact]
    public void WriteAsync_HalfOpenPrimary_GetsExactlyOneInTenAndClosesOnTheirSuccess() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s0", "test");
        rig.Breakers.Restore("s0");
        Assert.Equal(BreakerMode.HalfOpen, rig.Breakers["s0"].Snapshot.Mode);
        for (var value = 1; value <= 1000; value++)
            Assert.True((await rig.WriteAsync(value)).Acknowledged);
        Assert.Equal(100, rig.Primary.Requests.Count);
        Assert.Equal(900, rig.Replica.Requests.Count);
        await rig.PassAsync(rig.Settings.Breaker.Evaluation.TotalSeconds + 1);
        Assert.Equal(BreakerMode.Closed, rig.Breakers["s0"].Snapshot.Mode);
    });

    [Fact]
    public void WriteAsync_ProbeHangs_CostsOneTryAndCommitsToTheReplica() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s0", "test");
        rig.Breakers.Restore("s0");
        rig.Primary.Hang();
        var outcome = await rig.WriteAsync(1);
        Assert.Equal((1, SkipReason.TimedOut), (outcome.Position, outcome.Reason));
        Assert.Equal(rig.Settings.Delivery.TryTimeout, world.Time.Elapsed);
    });

    [Fact]
    public void WriteAsync_TooMuchPoisonToFindInTime_IsNotTriedThereAgain() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.RejectLinesWith("m");
        var outcome = await rig.WriteAsync([.. Enumerable.Range(1, 2000)]);
        Assert.Equal((1, SkipReason.Failed), (outcome.Position, outcome.Reason));
        Assert.InRange(rig.Primary.Requests.Count, 2, 257);
        Assert.Equal(2000, rig.Log.Owed("s0").Points);
    });

    [Fact]
    public void WriteAsync_HalfOpenReplicaBehindHealthyPrimary_IsNotProbedByTraffic() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s1", "test");
        rig.Breakers.Restore("s1");
        for (var value = 1; value <= 50; value++)
            Assert.Equal(0, (await rig.WriteAsync(value)).Position);
        Assert.Empty(rig.Replica.Requests);
    });

    [Fact]
    public void WriteAsync_TransientFailures_RetriesStayWithinTheSharedBudget() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Breaker = new() { ConsecutiveFailures = 100_000, MinimumThroughput = 100_000 }, Delivery = new() { MaxInFlight = 1000 } });
        foreach (var store in rig.Stores)
        {
            store.Behaviour = async (_, ct) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time, ct);
                return new() { Status = 500 };
            };
        }

        await Task.WhenAll(Enumerable.Range(1, 500).Select(value => rig.WriteAsync(value)));
        Assert.True(rig.Retries.Exhausted > 0);
        Assert.Equal(0, rig.Retries.Requests);

        // 500 first tries at each store, and at most a fifth of 500 retries in flight at once: all of them at the primary, which fails first.
        Assert.Equal(600, rig.Primary.Requests.Count);
        Assert.InRange(rig.Replica.Requests.Count, 501, 600);
    });
}
