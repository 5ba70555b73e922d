using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Planning;

namespace Holdfast.Pipeline.Tests.Writing;

/// <summary>A plan is made once per request, and the world moves on while its batch waits: what would be skipped by then is not sent.</summary>
public sealed class AgedPlanTests
{
    [Fact]
    public void WriteAsync_ReplicaOpensWhileThePrimaryHangs_SendsItNothingAndDefers() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Hang();
        var write = rig.WriteAsync(1);
        await Task.Delay(TimeSpan.FromMilliseconds(100), world.Time);
        rig.Breakers.Isolate("s1", "test");
        Assert.Equal(WriteDisposition.Deferred, (await write).Disposition);
        Assert.Empty(rig.Replica.Requests);
    });

    [Fact]
    public void WriteAsync_BreakerOpensDuringTheBackoff_IsNotRetried() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Refuse();
        var write = rig.WriteAsync(1);
        await Task.Delay(TimeSpan.FromMilliseconds(10), world.Time);
        rig.Breakers.Isolate("s0", "test");
        Assert.Equal(1, (await write).Position);
        Assert.Single(rig.Primary.Requests);
    });

    [Theory]
    [InlineData(429, SkipReason.Throttled)]
    [InlineData(401, SkipReason.Ineligible)]
    public void WriteAsync_QueuedBehindARefusal_IsNotSent(int status, SkipReason reason) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world, new() { Delivery = new() { MaxInFlight = 1 } });
        rig.Primary.Behaviour = async (_, ct) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), world.Time, ct);
            return new() { Status = status, RetryAfter = TimeSpan.FromSeconds(5) };
        };
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(value => rig.WriteAsync(value)));
        Assert.Single(rig.Primary.Requests);
        Assert.All(outcomes, outcome => Assert.Equal((1, reason), (outcome.Position, outcome.Reason)));
        Assert.Equal(20, rig.Log.Owed("s0").Batches);
    });

    [Fact]
    public void WriteAsync_BreakerOpensAmidABisection_EndsIt() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Primary.Behaviour = (_, _) =>
        {
            if (rig.Primary.Requests.Count == 3)
                rig.Breakers.Isolate("s0", "test");
            return Task.FromResult(new Holdfast.Pipeline.Stores.StoreResponse { Status = 400, Body = """{"error":"unable to parse"}""" });
        };
        Assert.Equal(1, (await rig.WriteAsync([.. Enumerable.Range(1, 64)])).Position);
        Assert.Equal(3, rig.Primary.Requests.Count);
    });
}
