using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Writing;

public sealed class StoreProberTests
{
    [Fact]
    public void ProbeAsync_WithAScratchBucket_WritesAMarkerPoint() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, "scratch");
        var asked = rig.Primary.HealthChecks;
        Assert.Equal((1, 0, 0), await ProbeAsync(rig));
        Assert.Equal([$"holdfast_probe,store=s0 ok=true {WritingRig.TimeOf(0)}"], rig.Primary.Lines);
        Assert.Equal(asked, rig.Primary.HealthChecks);
    });

    [Fact]
    public void ProbeAsync_WithoutAScratchBucket_AsksTheHealthPath() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, null);
        var asked = rig.Primary.HealthChecks;
        Assert.Equal((1, 0, 0), await ProbeAsync(rig));
        Assert.Empty(rig.Primary.Lines);
        Assert.Equal(asked + 1, rig.Primary.HealthChecks);
    });

    [Fact]
    public void ProbeAsync_StoreFails_IsAFailure() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, "scratch");
        rig.Primary.Answer(500);
        Assert.Equal((0, 1, 0), await ProbeAsync(rig));
    });

    [Fact]
    public void ProbeAsync_StoreHangs_IsAFailureWithinTheLimit() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, "scratch");
        rig.Primary.Hang();
        var before = rig.Time.Elapsed;
        Assert.Equal((0, 1, 0), await ProbeAsync(rig));
        Assert.Equal(TimeSpan.FromSeconds(1), rig.Time.Elapsed - before);
    });

    [Fact]
    public void ProbeAsync_StoreRefusesTheMarkerAsData_IsAtWork() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, "scratch");
        rig.Primary.Answer(400, """{"error":"partial write: field type conflict dropped=1"}""");
        Assert.Equal((1, 0, 0), await ProbeAsync(rig));
    });

    [Fact]
    public void ProbeAsync_StoreAsksForPatience_IsInconclusive() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, "scratch");
        rig.Primary.Answer(429, retryAfter: TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0, 1), await ProbeAsync(rig));
    });

    [Fact]
    public void ProbeAsync_ScratchBucketDoesNotExist_AsksTheHealthPathInstead() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, "scratch");
        rig.Primary.Behaviour = (body, _) => Task.FromResult(
            body.Length == 0 ? Pipeline.Stores.StoreResponse.NoContent : new() { Status = 404, Body = """{"code":"not found","message":"bucket \"scratch\" not found"}""" });
        Assert.Equal((1, 0, 0), await ProbeAsync(rig));
    });

    [Fact]
    public void ProbeAsync_BreakerOpensWhileTheMarkerIsUnderWay_SendsNothingMore() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, "scratch");
        var asked = rig.Primary.HealthChecks;
        rig.Primary.Behaviour = (body, _) =>
        {
            if (body.Length > 0)
                rig.Breakers.Isolate("s0", "test");
            return Task.FromResult<Pipeline.Stores.StoreResponse>(
                body.Length == 0 ? Pipeline.Stores.StoreResponse.NoContent : new() { Status = 404, Body = """{"code":"not found","message":"bucket \"scratch\" not found"}""" });
        };

        await rig.Prober.ProbeAsync(rig.Targets.StoreNamed("s0")!, default);

        Assert.Equal((BreakerMode.Open, asked), (rig.Breakers["s0"].Snapshot.Mode, rig.Primary.HealthChecks));
    });

    [Fact]
    public void ProbeAsync_GivenUp_IsInconclusive() => VirtualWorld.Run(async world =>
    {
        var rig = await HalfOpenAsync(world, "scratch");
        rig.Primary.Hang();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), rig.Time);
        await rig.Prober.ProbeAsync(rig.Targets.StoreNamed("s0")!, stop.Token);
        rig.Breakers.Tick();
        Assert.Equal((0, 1), (rig.Breakers["s0"].State.Probes.Conclusive, rig.Breakers["s0"].State.Probes.Inconclusive));
    });

    private static async Task<WritingRig> HalfOpenAsync(VirtualWorld world, string? bucket)
    {
        var rig = await WritingRig.StartAsync(world, new() { ProbeBucket = bucket });
        rig.Breakers.Isolate("s0", "test");
        rig.Breakers.Restore("s0");
        Assert.Equal(BreakerMode.HalfOpen, rig.Breakers["s0"].Snapshot.Mode);
        return rig;
    }

    private static async Task<(long Succeeded, long Failed, long Inconclusive)> ProbeAsync(WritingRig rig)
    {
        await rig.Prober.ProbeAsync(rig.Targets.StoreNamed("s0")!, default);
        rig.Breakers.Tick();

        // A failed probe of thin traffic reopens at once, which forgets the tally.
        var state = rig.Breakers["s0"].State;
        return state.Mode is BreakerMode.Open ? (0, 1, 0) : (state.Probes.Succeeded, state.Probes.Failed, state.Probes.Inconclusive);
    }
}
