using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Http;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Pipeline.Tests.Following;

public sealed class BreakerDeskTests
{
    private static readonly BreakerOptions Options = new() { Jitter = 0 };

    [Fact]
    public void IsolateAsync_AuthorityThatDoesNotAnswer_SaysSoAndChangesNothingHere() => VirtualWorld.Run(async world =>
    {
        var authority = new SlowAuthority(Options, world.Time);
        await using var instance = new Instance("a", Options, authority.For("a"), board: null, world.Time);
        authority.Unreachable.Add("a");
        var begun = world.Time.Elapsed;
        var told = await instance.Desk.IsolateAsync(Instance.Store, "disk swap", default);
        Assert.Equal(BreakerCommandOutcome.Unreachable, told.Outcome);
        Assert.Equal(BreakerLink.CommandPatience, world.Time.Elapsed - begun);
        Assert.Equal(BreakerMode.Closed, instance.Mode);
    });

    [Fact]
    public void RestoreAsync_AuthorityThatRefuses_SaysSo() => VirtualWorld.Run(async world =>
    {
        var authority = new SlowAuthority(Options, world.Time) { RefuseEach = 1 };
        await using var instance = new Instance("a", Options, authority.For("a"), board: null, world.Time);
        Assert.Equal(new(BreakerCommandOutcome.Refused, "no"), await instance.Desk.RestoreAsync(Instance.Store, default));
    });

    [Theory]
    [InlineData(2, BreakerCommandOutcome.InForce)]
    [InlineData(5, BreakerCommandOutcome.TakenOn)]
    public void IsolateAsync_AuthorityThatGetsItLate_SaysWhetherItIsInForce(double seconds, BreakerCommandOutcome outcome) => VirtualWorld.Run(async world =>
    {
        var authority = new SlowAuthority(Options, world.Time) { Delivery = TimeSpan.FromSeconds(seconds), Deliveries = 2 };
        await using var instance = new Instance("a", Options, authority.For("a"), board: null, world.Time);
        var told = await instance.Desk.IsolateAsync(Instance.Store, "disk swap", default);
        Assert.Equal(outcome, told.Outcome);
        Assert.Equal(outcome == BreakerCommandOutcome.InForce ? BreakerMode.Open : BreakerMode.Closed, instance.Mode);
        instance.Start();
        await Task.Delay(TimeSpan.FromSeconds(15), world.Time);
        Assert.Equal((BreakerMode.Open, "disk swap"), (instance.Mode, instance.Breaker.State.Reason));
        Assert.Equal(1, authority.StateOf(Instance.Store).Breaker.Generation);
    });

    [Fact]
    public void IsolateAsync_UnknownStore_IsUnknownOnBothHeads() => VirtualWorld.Run(async world =>
    {
        await using var instance = new Instance("a", Options, new SlowAuthority(Options, world.Time).For("a"), board: null, world.Time);
        var rig = await WritingRig.StartAsync(world);
        foreach (var desk in new[] { instance.Desk, new BreakerDesk(rig.Breakers, link: null) })
        {
            Assert.Equal(BreakerCommandOutcome.UnknownStore, (await desk.IsolateAsync("nowhere", "x", default)).Outcome);
            Assert.Equal(BreakerCommandOutcome.UnknownStore, (await desk.RestoreAsync("nowhere", default)).Outcome);
        }
    });

    [Fact]
    public void IsolateAsync_WhereTheProcessIsTheAuthority_IsInForceAtOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var desk = new BreakerDesk(rig.Breakers, link: null);
        Assert.Equal(BreakerCommandOutcome.InForce, (await desk.IsolateAsync("s0", "disk swap", default)).Outcome);
        Assert.Equal(BreakerMode.Open, rig.Breakers["s0"].Snapshot.Mode);
        Assert.Equal(BreakerCommandOutcome.InForce, (await desk.RestoreAsync("s0", default)).Outcome);
        Assert.Equal(BreakerMode.HalfOpen, rig.Breakers["s0"].Snapshot.Mode);
    });

    [Theory]
    [InlineData(true, "nothing has changed")]
    [InlineData(false, "may have been done all the same")]
    public void Endpoint_WhenTheAuthorityCannotBeTold_Answers503WithTheTruth(bool refuses, string truth) => VirtualWorld.Run(async world =>
    {
        var authority = new SlowAuthority(Options, world.Time) { RefuseEach = refuses ? 1 : 0 };
        if (!refuses)
            authority.Unreachable.Add("a");
        await using var instance = new Instance("a", Options, authority.For("a"), board: null, world.Time);
        var rig = await WritingRig.StartAsync(world);
        var endpoint = new OperationsEndpoint(new TokenGate([], unknownIsLocal: true), null!, null!, instance.Desk, rig.Letters, rig.Desk, new(NullLogger<EventLog>.Instance));
        var context = new DefaultHttpContext();
        context.Request.Host = new("localhost");
        await endpoint.IsolateAsync(context, Instance.Store);
        Assert.Equal((StatusCodes.Status503ServiceUnavailable, "1"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
        Assert.Contains(truth, context.Response.Headers["X-Influxdb-Error"].ToString(), StringComparison.Ordinal);
    });
}
