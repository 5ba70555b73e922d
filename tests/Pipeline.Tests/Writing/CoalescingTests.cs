using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tests.Writing;

public sealed class CoalescingTests
{
    [Fact]
    public void WriteAsync_OneAfterAnother_EachGoesOutAloneAndAtOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        for (var value = 1; value <= 10; value++)
            await rig.WriteAsync(value);
        Assert.Equal(10, rig.Primary.Requests.Count);
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    });

    [Fact]
    public void WriteAsync_ManyAtOnce_AreCoalescedBehindThoseInFlightAndAllCommit() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 2 } });
        SlowCommit(rig, world, TimeSpan.FromMilliseconds(20));
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 100).Select(value => rig.WriteAsync(value)));
        Assert.All(outcomes, static outcome => Assert.Equal(0, outcome.Position));
        Assert.Equal(3, rig.Primary.Requests.Count);
        Assert.Equal(Enumerable.Range(1, 100).Select(WritingRig.Line), rig.Primary.Lines);
    });

    [Fact]
    public void WriteAsync_Coalesced_StaysWithinTheByteLimit() => VirtualWorld.Run(async world =>
    {
        var line = WritingRig.Line(1).Length + 1;
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1, MaxCoalescedBytes = line * 4 } });
        SlowCommit(rig, world, TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(Enumerable.Range(1, 9).Select(value => rig.WriteAsync(value)));
        Assert.Equal([1, 4, 4], rig.Primary.Requests.Select(static request => request.Count(static character => character == '\n')));
    });

    [Fact]
    public void WriteAsync_PoisonInAGroup_FailsAlone() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1 } });
        rig.Primary.RejectLinesWith("v=13i");
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(value => rig.WriteAsync(value)));
        Assert.All(outcomes, static outcome => Assert.Equal(0, outcome.Position));
        Assert.Equal([12], Enumerable.Range(0, 20).Where(index => outcomes[index].Poison.Count > 0));
        Assert.Equal("partial write: field type conflict dropped=1", outcomes[12].Poison[0].Message);
        Assert.Equal(Enumerable.Range(1, 20).Where(static value => value != 13).Select(WritingRig.Line).Order(), rig.Primary.Lines.Distinct().Order());
        Assert.Equal(0, rig.Log.Owed("s0").Batches);
        Assert.Empty(rig.Replica.Requests);
    });

    [Fact]
    public void WriteAsync_PoisonInOneBatch_IsFoundPointByPoint() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.RejectLinesWith("v=3");
        var outcome = await rig.WriteAsync([.. Enumerable.Range(1, 40)]);
        int[] poison = [3, .. Enumerable.Range(30, 10)];
        Assert.Equal(poison, outcome.Poison.Select(static point => point.Index + 1));
        Assert.Equal(29, rig.Primary.Lines.Distinct().Count());
    });

    [Fact]
    public void WriteAsync_TooLargeForTheStore_IsSplitAndAllCommitted() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Behaviour = (body, _) => Task.FromResult(body.Length > 200 ? new() { Status = 413 } : rig.Primary.Commit(body));
        var outcome = await rig.WriteAsync([.. Enumerable.Range(1, 50)]);
        Assert.Equal((0, 0), (outcome.Position, outcome.Poison.Count));
        Assert.Equal(Enumerable.Range(1, 50).Select(WritingRig.Line), rig.Primary.Lines);
    });

    [Fact]
    public void WriteAsync_WaitsLongerThanHalfATry_GoesOnToTheReplica() => VirtualWorld.Run(async world =>
    {
        var delivery = new DeliveryOptions { MaxInFlight = 1 };
        var rig = await WritingRig.StartAsync(world, new() { Delivery = delivery });
        SlowCommit(rig, world, delivery.TryTimeout * 0.9);
        var outcomes = await Task.WhenAll(rig.WriteAsync(1), rig.WriteAsync(2));
        Assert.Equal((0, 1), (outcomes[0].Position, outcomes[1].Position));
        Assert.Equal(SkipReason.Busy, outcomes[1].Reason);
        Assert.Equal(1, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void WriteAsync_BreakerOpensWhileItWaits_GoesOnToTheReplicaAtOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1 } });
        rig.Primary.Hang();
        var inFlight = rig.WriteAsync(1);
        var waiting = rig.WriteAsync(2);
        await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time);
        rig.Breakers.Isolate("s0", "test");
        var outcome = await waiting;
        Assert.Equal((1, SkipReason.BreakerOpen), (outcome.Position, outcome.Reason));
        Assert.Equal(TimeSpan.FromMilliseconds(10), world.Time.Elapsed);
        Assert.Equal(SkipReason.TimedOut, (await inFlight).Reason);
    });

    private static void SlowCommit(WritingRig rig, VirtualWorld world, TimeSpan delay) => rig.Primary.Behaviour = async (body, ct) =>
    {
        await Task.Delay(delay, world.Time, ct);
        return rig.Primary.Commit(body);
    };
}
