using FsCheck;
using FsCheck.Fluent;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Tests.Breakers;

/// <summary>What holds whatever happens, in any order, with any clock.</summary>
public class BreakerPropertyTests
{
    private static readonly BreakerOptions Options = new();

    private static readonly Gen<WindowDelta> Deltas =
        from behind in Gen.Frequency((8, Gen.Constant(0L)), (1, Gen.Elements(-1L, -5L, 3L)))
        from successes in Gen.Choose(0, 60)
        from failures in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 4)))
        from slowShare in Gen.Elements(0, 0, 1)
        from probed in Gen.Choose(0, 8)
        from failed in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from cancelled in Gen.Choose(0, 2)
        select BreakerBench.Seen(behind, successes, failures, slow: successes * slowShare) with
        {
            Probes = BreakerBench.Probed(0, probed, failed, cancelled).Probes,
        };

    private static readonly Gen<Happening> Happenings =
        from seconds in Gen.Frequency((12, Gen.Choose(0, 20)), (4, Gen.Choose(20, 4000)), (1, Gen.Elements(-3, -7, -4000, -400_000_000, 400_000_000)))
        from happened in Gen.Frequency(
            (10, Deltas.Select(delta => (BreakerEvent)new BreakerEvent.Report(delta))),
            (6, Gen.Constant((BreakerEvent)new BreakerEvent.Tick())),
            (1, Gen.Constant((BreakerEvent)new BreakerEvent.Isolate("why"))),
            (1, Gen.Constant((BreakerEvent)new BreakerEvent.Restore())),
            (1, Gen.Constant((BreakerEvent)new BreakerEvent.ProbeEarly())))
        select new Happening(TimeSpan.FromSeconds(seconds * 0.997), happened);

    private static readonly Arbitrary<Happening[]> Histories = Happenings.ListOf(120).Select(list => list.ToArray()).ToArbitrary();

    [Fact]
    public void Step_OnAnyHistory_KeepsItsInvariants() =>
        Prop.ForAll(Histories, history =>
        {
            var (state, now) = Begin();
            foreach (var happening in history)
            {
                var before = state;
                (var step, now) = Apply(state, now, happening, Options);
                state = step.State;
                Assert.True(state.IsSound, BreakerBench.Json(state));
                Assert.True(state.Generation >= before.Generation);
                Assert.Equal(step.Transition is not null, state.Transitions != before.Transitions);
                Assert.Equal(step.Transition ?? before.Transitions.LastOrDefault(), state.Transitions.LastOrDefault());
                if (state.Mode != before.Mode)
                    Assert.True(step.Transition is not null && state.Generation > before.Generation);
                if (before.Mode is BreakerMode.Open && state.Mode is not BreakerMode.Open)
                    Assert.Equal(BreakerMode.HalfOpen, state.Mode);
                if (before.HeldByOperator && happening.Event is not BreakerEvent.Restore)
                    Assert.True(state.HeldByOperator);
                if (state.IsolationUntil is { } until)
                    Assert.InRange(until - state.Clock, TimeSpan.MinValue, Options.MaximumIsolation);
                Assert.InRange((now - state.Clock).Duration(), TimeSpan.Zero, Breaker.MaximumSkew);
            }

            Assert.InRange(BreakerBench.Json(state).Length, 1, 16 * 1024);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Step_ReplayedFromAJsonCopyAtAnyPoint_HasTheSameFuture() =>
        Prop.ForAll(Histories, Gen.Choose(0, 119).ToArbitrary(), (history, copyAt) =>
        {
            var (state, now) = Begin();
            var (twin, twinNow) = Begin();
            for (var i = 0; i < history.Length; i++)
            {
                if (i == copyAt)
                    twin = BreakerBench.Copy(twin);
                (var step, now) = Apply(state, now, history[i], Options);
                (var twinStep, twinNow) = Apply(twin, twinNow, history[i], Options);
                (state, twin) = (step.State, twinStep.State);
                Assert.Equal(step.Transition, twinStep.Transition);
            }

            Assert.Equal(BreakerBench.Json(state), BreakerBench.Json(twin));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Step_AfterAnyHistory_ClosesAgainOnceTheStoreIsHealthy() =>
        Prop.ForAll(Histories, history =>
        {
            var (state, now) = Begin();
            foreach (var happening in history)
            {
                (var step, now) = Apply(state, now, happening, Options);
                state = step.State;
            }

            (var restored, now) = Apply(state, now, new Happening(TimeSpan.Zero, new BreakerEvent.Restore()), Options);
            state = restored.State;

            // A healthy store that ticks each second closes within the longest isolation and an evaluation with a full pace of probes.
            for (var second = 0; second < 3600 + 300 && state.Mode is not BreakerMode.Closed; second++)
            {
                now += TimeSpan.FromSeconds(1);
                var probes = BreakerBench.Probed(state.Generation, succeeded: 1);
                state = Breaker.Step(state, new BreakerEvent.Report(probes), Options, now).State;
            }

            Assert.Equal(BreakerMode.Closed, state.Mode);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Step_OnTheSameOutcomesCutIntoOtherReports_OpensAtTheSameOutcome() =>
        Prop.ForAll(Gen.Frequency((5, Gen.Constant(true)), (2, Gen.Constant(false))).ListOf(40).ToArbitrary(), Gen.Choose(1, 9).ToArbitrary(), (outcomes, cut) =>
        {
            var options = Options with { MinimumThroughput = 1_000_000 };
            var whole = Breaker.Create(1, BreakerBench.Start);
            var pieces = whole;
            foreach (var piece in outcomes.Chunk(cut))
            {
                var joined = new WindowDelta();
                foreach (var success in piece)
                {
                    var single = BreakerBench.Seen(0, success ? 1 : 0, success ? 0 : 1);
                    if (whole.Mode is BreakerMode.Closed)
                        whole = Breaker.Step(whole, new BreakerEvent.Report(single), options, BreakerBench.Start).State;
                    joined = joined.Then(single);
                }

                pieces = Breaker.Step(pieces, new BreakerEvent.Report(joined), options, BreakerBench.Start).State;
                Assert.Equal(whole.Mode, pieces.Mode);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Json_OfTheLargestState_StaysWithinItsBound()
    {
        var bench = new BreakerBench();
        for (var i = 0; i < 50; i++)
        {
            bench.Happen(new BreakerEvent.Isolate(new string('ä', 300)));
            bench.Happen(new BreakerEvent.Restore());
            bench.Pass(60);
            bench.Probe(succeeded: 10);
        }

        for (var i = 0; i < 60; i++)
        {
            bench.Pass(1);
            bench.Happen(new BreakerEvent.Report(new WindowDelta
            {
                Generation = bench.State.Generation,
                Latencies = LatencyHistogram.FromCounts(Enumerable.Repeat(1_000_000_000_000L, LatencyHistogram.BucketCount).ToArray()),
            }));
        }

        Assert.Equal(Breaker.MaximumTransitions, bench.State.Transitions.Length);
        Assert.Equal(Breaker.Slices, bench.State.Window.Length);
        Assert.InRange(BreakerBench.Json(bench.State).Length, 1, 48 * 1024);
        Assert.True(BreakerBench.Copy(bench.State).IsSound);
    }

    private static (BreakerState State, DateTimeOffset Now) Begin() => (Breaker.Create(7, BreakerBench.Start), BreakerBench.Start);

    private static (BreakerStep Step, DateTimeOffset Now) Apply(BreakerState state, DateTimeOffset now, Happening happening, BreakerOptions options)
    {
        now += happening.After;
        var happened = happening.Event is BreakerEvent.Report report
            ? new BreakerEvent.Report(report.Delta with { Generation = Math.Max(0, state.Generation + report.Delta.Generation) })
            : happening.Event;
        return (Breaker.Step(state, happened, options, now), now);
    }

    private sealed record Happening(TimeSpan After, BreakerEvent Event);
}
