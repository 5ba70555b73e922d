using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Following;

public sealed class ManyInstancesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Errors_SpreadThinly_OpenAllWithinAboutTwoSeconds(bool withBoard) => Run(withBoard, async three =>
    {
        // One failure in three is far above the rate, and no instance sees three in a row, nor twenty requests.
        foreach (var instance in three.All)
        {
            for (var i = 0; i < 4; i++)
            {
                instance.Fail();
                instance.Succeed(2);
            }
        }

        Assert.All(three.Modes, static mode => Assert.Equal(BreakerMode.Closed, mode));
        var took = await three.UntilAllAsync(BreakerMode.Open, limit: 2.7);
        Assert.True(took <= TimeSpan.FromSeconds(2.7), $"{took}");
        Assert.All(three.All, static instance => Assert.Equal(BreakerCause.ErrorRate, instance.Told.Single().Transition.Cause));
        Assert.Equal(1, three.State.Generation);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TripOfOne_OpensAllAndKeepsItOpenMeanwhile(bool withBoard) => Run(withBoard, async three =>
    {
        three.All[0].Fail(3);
        Assert.Equal(BreakerMode.Open, three.All[0].Mode);
        await three.UntilAllAsync(BreakerMode.Open, limit: withBoard ? 0.6 : 1.8, () => Assert.Equal(BreakerMode.Open, three.All[0].Mode));
        await three.PassAsync(2);
        Assert.All(three.All, static instance => Assert.Single(instance.Told));
        Assert.All(three.All, instance => Assert.Equal(three.State.IsolationUntil, instance.Breaker.State.IsolationUntil));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Outage_FromTheTripToTheClosing_IsOneForAll(bool withBoard) => Run(withBoard, async three =>
    {
        three.All[1].Fail(3);
        await three.UntilAllAsync(BreakerMode.Open, limit: 3);
        await three.UntilAllAsync(BreakerMode.HalfOpen, limit: 35);

        // Each makes some of the probes, none of them enough by itself.
        var probes = 0;
        await three.UntilAllAsync(BreakerMode.Closed, limit: 30, () => three.All[probes++ % 3].Probe(ProbeVerdict.Succeeded));
        Assert.Equal(3, three.State.Generation);
        Assert.All(three.All, static instance => Assert.Equal(
            [BreakerMode.Open, BreakerMode.HalfOpen, BreakerMode.Closed], instance.Told.Select(static told => told.Transition.To)));
        Assert.All(three.All, static instance => Assert.Equal([1L, 2, 3], instance.Told.Select(static told => told.Transition.Generation)));
    });

    [Fact]
    public void ProbesThatFailAtOneInstance_ReopenAll() => Run(withBoard: true, async three =>
    {
        three.All[1].Fail(3);
        await three.UntilAllAsync(BreakerMode.HalfOpen, limit: 40);
        await three.UntilAllAsync(BreakerMode.Open, limit: 5, () => three.All[2].Probe(ProbeVerdict.Failed));
        await three.PassAsync(1);
        Assert.Equal((3, 1), (three.State.Generation, three.State.Extensions));
    });

    [Fact]
    public void InstanceThatIsCutOff_GoesOnAloneAndConverges() => Run(withBoard: false, async three =>
    {
        var alone = three.All[0];
        three.Authority.Unreachable.Add("a");
        await three.UntilAsync(() => alone.Breaker.IsAlone, limit: 15);

        alone.Fail(3);
        await three.UntilAsync(() => alone.Mode == BreakerMode.HalfOpen, limit: 65);
        await three.UntilAsync(() => alone.Mode == BreakerMode.Closed, limit: 30, () => alone.Probe(ProbeVerdict.Succeeded));
        Assert.Equal((BreakerMode.Closed, 0), (three.State.Mode, three.State.Generation));

        // Meanwhile an incident passes that it does not hear of.
        three.All[1].Fail(3);
        await three.PassAsync(5);
        Assert.Equal(BreakerMode.Closed, alone.Mode);
        three.Authority.Unreachable.Clear();
        await three.UntilAllAsync(BreakerMode.Open, limit: 13);
        await three.UntilAllAsync(BreakerMode.HalfOpen, limit: 65);
        await three.UntilAllAsync(BreakerMode.Closed, limit: 30, () => alone.Probe(ProbeVerdict.Succeeded));
        Assert.All(three.All, instance => Assert.Equal(three.State.Generation, instance.Breaker.Snapshot.Generation));
        Assert.True(alone.Refreshes.ShareOf(RefreshSource.Local) > 0.3);
        Assert.True(three.All[1].Refreshes.ShareOf(RefreshSource.Local) < 0.1);
    }, new() { Jitter = 0, Isolation = TimeSpan.FromSeconds(60), Evaluation = TimeSpan.FromSeconds(20) });

    [Fact]
    public void StoreThatOnlyOneCannotReach_IsOpenThereOnlyUntilAllTogetherKnowBetter() => Run(withBoard: true, async three =>
    {
        // The others' successes stand between its failures; the merged rate stays below what opens.
        foreach (var instance in three.All)
            instance.Succeed(300);
        await three.PassAsync(3);
        three.All[0].Fail(1);
        await three.PassAsync(3);
        three.All[1].Succeed(50);
        await three.PassAsync(3);
        three.All[0].Fail(2);
        Assert.Equal(BreakerMode.Open, three.All[0].Mode);
        await three.UntilAsync(() => three.All[0].Mode == BreakerMode.Closed, limit: 3);
        Assert.Equal([BreakerCause.ConsecutiveFailures, BreakerCause.Overruled], three.All[0].Told.Select(static told => told.Transition.Cause));
        Assert.Equal((BreakerMode.Closed, 0), (three.State.Mode, three.State.Generation));
    });

    [Fact]
    public void Isolate_ByAnyInstance_HoldsAllUntilRestoreByAnyOther() => Run(withBoard: true, async three =>
    {
        await three.PassAsync(2);
        Assert.Equal(BreakerCommandOutcome.InForce, (await three.All[0].Desk.IsolateAsync(Instance.Store, "disk swap", default)).Outcome);
        Assert.Equal(BreakerMode.Open, three.All[0].Mode);
        await three.UntilAllAsync(BreakerMode.Open, limit: 1.5);
        Assert.All(three.All, static instance => Assert.Equal(("disk swap", true), (instance.Breaker.State.Reason, instance.Breaker.Snapshot.HeldByOperator)));
        await three.PassAsync(100);
        Assert.All(three.Modes, static mode => Assert.Equal(BreakerMode.Open, mode));

        Assert.Equal(BreakerCommandOutcome.InForce, (await three.All[2].Desk.RestoreAsync(Instance.Store, default)).Outcome);
        Assert.Equal(BreakerMode.HalfOpen, three.All[2].Mode);
        await three.UntilAllAsync(BreakerMode.HalfOpen, limit: 1.5);
    });

    [Fact]
    public void ProbeEarly_OfOne_ProbesThroughTheAuthority() => Run(withBoard: true, async three =>
    {
        three.All[0].Fail(3);
        await three.UntilAllAsync(BreakerMode.Open, limit: 3);
        await three.PassAsync(16);
        three.All[1].Breaker.ProbeEarly();
        Assert.Equal(BreakerMode.Open, three.All[1].Mode);
        await three.UntilAllAsync(BreakerMode.HalfOpen, limit: 3);
        Assert.Equal(BreakerCause.ProbedEarly, three.State.Cause);
    }, new() { Jitter = 0, Isolation = TimeSpan.FromMinutes(10), MaximumIsolation = TimeSpan.FromMinutes(10) });

    [Theory]
    [InlineData(-3600)]
    [InlineData(-4)]
    [InlineData(4)]
    [InlineData(3600)]
    public void Clocks_ThatDisagree_ChangeNothing(int seconds) => Run(withBoard: true, async three =>
    {
        three.Authority.Skew = TimeSpan.FromSeconds(seconds);
        await three.PassAsync(30);
        three.All[0].Fail(3);
        await three.UntilAllAsync(BreakerMode.Open, limit: 2);
        var isolated = await three.UntilAllAsync(BreakerMode.HalfOpen, limit: 40);
        Assert.InRange(isolated.TotalSeconds, 24, 36);
        await three.UntilAllAsync(BreakerMode.Closed, limit: 40, () => three.All[0].Probe(ProbeVerdict.Succeeded));
        Assert.Equal(3, three.State.Generation);
        Assert.All(three.All, static instance => Assert.True(instance.Refreshes.ShareOf(RefreshSource.Local) < 0.1));
    });

    [Fact]
    public void Rewind_PendingAtOne_IsKnownWithinASecondAndUntilItIsDone() => Run(withBoard: true, async three =>
    {
        await three.PassAsync(3);
        three.All[1].RewindPending = true;
        await three.PassAsync(1.6);
        Assert.True(three.Authority.StateOf(Instance.Store).IsRewindPending);
        three.All[1].RewindPending = false;
        await three.PassAsync(1.6);
        Assert.False(three.Authority.StateOf(Instance.Store).IsRewindPending);
    });

    [Fact]
    public void AuthorityThatForgetsEverything_IsFollowedAllTheSame() => Run(withBoard: true, async three =>
    {
        three.All[0].Fail(3);
        await three.UntilAllAsync(BreakerMode.Open, limit: 3);
        three.Authority.Forget(Instance.Store);
        await three.PassAsync(12);
        Assert.All(three.All, instance => Assert.Equal((three.State.Mode, three.State.Generation), (instance.Mode, instance.Breaker.Snapshot.Generation)));
    });

    [Fact]
    public void SameRun_Twice_IsTheSame()
    {
        Assert.Equal(Trace(), Trace());

        static string Trace()
        {
            var trace = "";
            Run(withBoard: true, async three =>
            {
                three.All[0].Fail(3);
                await three.UntilAllAsync(BreakerMode.HalfOpen, limit: 40);
                await three.UntilAllAsync(BreakerMode.Closed, limit: 40, () => three.All[0].Probe(ProbeVerdict.Succeeded));
                trace = string.Join('\n', three.Authority.Reports) + three.Authority.Reads;
            });
            return trace;
        }
    }

    private static void Run(bool withBoard, Func<ThreeInstances, Task> body, BreakerOptions? options = null) => VirtualWorld.Run(async world =>
    {
        var three = new ThreeInstances(world.Time, withBoard, options);
        await three.PassAsync(3);
        await body(three);
        await three.StopAsync();
        Assert.Equal(0, three.Authority.InFlight);
    });
}
