using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Tests.Breakers;

public class BreakerClockTests
{
    [Theory]
    [InlineData(-6)]
    [InlineData(-3600)]
    [InlineData(-86_400 * 3650)]
    public void Clock_SetBack_LeavesWhatIsLeftOfAnIsolation(double jump)
    {
        var bench = new BreakerBench().Opened();
        bench.Pass(100);

        bench.JumpClock(TimeSpan.FromSeconds(jump));
        Assert.Null(bench.Tick());
        Assert.Null(bench.Pass(19.9));
        Assert.Equal(BreakerEffect.HalfOpened, bench.Pass(0.1)?.Effect);
    }

    [Fact]
    public void Clock_SetBackAFewSeconds_StandsStillUntilItHasCaughtUp()
    {
        var bench = new BreakerBench().Opened();
        bench.Pass(100);
        bench.JumpClock(TimeSpan.FromSeconds(-5));
        Assert.Null(bench.Pass(0));
        Assert.Equal(BreakerBench.Start.AddSeconds(100), bench.State.Clock);
        Assert.Null(bench.Pass(24.9));
        Assert.Equal(BreakerEffect.HalfOpened, bench.Pass(0.1)?.Effect);
    }

    [Fact]
    public void Clock_LeaptAheadThenCorrected_DoesNotIsolateForEver()
    {
        var bench = new BreakerBench();
        bench.JumpClock(TimeSpan.FromDays(3650));
        bench.Opened();
        bench.JumpClock(TimeSpan.FromDays(-3650));
        bench.Tick();
        Assert.Equal(bench.Now + TimeSpan.FromSeconds(120), bench.State.IsolationUntil);
        Assert.Equal(BreakerEffect.HalfOpened, bench.Pass(120)?.Effect);
    }

    [Fact]
    public void Clock_SetBackWhileClosed_KeepsTheWindow()
    {
        var bench = new BreakerBench(new BreakerOptions { ConsecutiveFailures = 1000 });
        bench.Report(failures: 19);
        bench.JumpClock(TimeSpan.FromHours(-5));
        Assert.Equal(BreakerCause.ErrorRate, bench.Report(successes: 1)?.Cause);
    }

    [Fact]
    public void Clock_SetBackInAnEvaluation_LetsItEndOnTime()
    {
        var bench = new BreakerBench().HalfOpened();
        bench.Pass(50);
        bench.Probe(succeeded: 10);
        bench.JumpClock(TimeSpan.FromDays(-1));
        Assert.Null(bench.Pass(9));
        Assert.Equal(BreakerEffect.Closed, bench.Pass(10)?.Effect);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(601, false)]
    public void Evaluation_ThatNobodyWatched_StartsOver(double seconds, bool closes)
    {
        var bench = new BreakerBench().HalfOpened();
        bench.Probe(succeeded: 10);
        Assert.Equal(closes, bench.Pass(seconds)?.To is BreakerMode.Closed);
        Assert.Equal(closes ? BreakerMode.Closed : BreakerMode.HalfOpen, bench.State.Mode);
    }

    [Fact]
    public void Clock_AtBothEndsOfTheCalendar_DoesNotThrow()
    {
        foreach (var prepare in new Func<BreakerBench, BreakerBench>[] { b => b, b => b.Opened(), b => b.HalfOpened(), b => b.Held() })
        {
            var state = prepare(new BreakerBench()).State;
            foreach (var now in new[] { DateTimeOffset.MaxValue, DateTimeOffset.MinValue, DateTimeOffset.MaxValue })
            {
                foreach (var delta in new[] { BreakerBench.Seen(state.Generation, failures: 9), BreakerBench.Probed(state.Generation, failed: 9) })
                    state = Breaker.Step(state, new BreakerEvent.Report(delta with { Generation = state.Generation }), new BreakerOptions(), now).State;
                Assert.True(state.IsSound);
            }
        }
    }

    [Fact]
    public void Options_ShortenedBetweenSteps_CapTheIsolation()
    {
        var state = new BreakerBench().Opened().State;
        var shorter = new BreakerOptions { Isolation = TimeSpan.FromSeconds(5), MaximumIsolation = TimeSpan.FromSeconds(10) };
        state = Breaker.Step(state, new BreakerEvent.Tick(), shorter, BreakerBench.Start).State;
        Assert.Equal(BreakerBench.Start.AddSeconds(10), state.IsolationUntil);
    }

    [Fact]
    public void Options_WithOtherWindowsBetweenSteps_DropWhatTheyCannotPlace()
    {
        var bench = new BreakerBench(new BreakerOptions { ConsecutiveFailures = 1000 });
        bench.Report(failures: 19);
        foreach (var length in new[] { TimeSpan.FromHours(1), TimeSpan.FromSeconds(1) })
        {
            var options = new BreakerOptions { ConsecutiveFailures = 1000, Window = length, SlowWindow = length };
            var step = Breaker.Step(bench.State, new BreakerEvent.Report(BreakerBench.Seen(0, successes: 1)), options, bench.Now);
            Assert.Equal(BreakerMode.Closed, step.State.Mode);
            Assert.Single(step.State.Window);
            Assert.True(step.State.IsSound);
        }
    }
}
