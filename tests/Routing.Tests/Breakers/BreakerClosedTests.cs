using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Tests.Breakers;

public class BreakerClosedTests
{
    private static readonly BreakerOptions RateOnly = new() { Jitter = 0, ConsecutiveFailures = 1000 };

    [Theory]
    [InlineData(193, 7, false)]
    [InlineData(1930, 70, false)]
    [InlineData(192, 7, true)]
    [InlineData(194, 7, false)]
    [InlineData(18, 1, false)]
    [InlineData(19, 1, true)]
    [InlineData(20, 0, false)]
    public void ErrorRate_AroundItsThresholdAndItsMinimum_OpensOnlyStrictlyAbove(int successes, int failures, bool opens)
    {
        var bench = new BreakerBench(RateOnly);

        bench.Report(successes, failures);

        Assert.Equal(opens ? BreakerMode.Open : BreakerMode.Closed, bench.State.Mode);
        Assert.Equal(opens ? BreakerCause.ErrorRate : BreakerCause.None, bench.State.Cause);
    }

    [Fact]
    public void ErrorRate_OfAllSharesOfAThousand_OpensExactlyAboveThirtyFive()
    {
        for (var failures = 0; failures <= 1000; failures++)
        {
            var bench = new BreakerBench(RateOnly with { ConsecutiveFailures = 2000 });
            bench.Report(1000 - failures, failures);
            Assert.Equal(failures > 35, bench.State.Mode is BreakerMode.Open);
        }
    }

    [Theory]
    [InlineData(56.9, true)]
    [InlineData(60, false)]
    public void ErrorRate_OfFailuresThatLeaveTheWindow_IsForgotten(double secondsLater, bool opens)
    {
        var bench = new BreakerBench(RateOnly);
        bench.Report(successes: 0, failures: 19);

        bench.Pass(secondsLater);
        bench.Report(successes: 1);

        Assert.Equal(opens, bench.State.Mode is BreakerMode.Open);
    }

    [Fact]
    public void P24_TotalFailureBelowMinimumThroughput_OpensOnConsecutiveFailures()
    {
        var bench = new BreakerBench();

        Assert.Null(bench.Report(failures: 1));
        bench.Pass(600);
        Assert.Null(bench.Report(failures: 1));
        bench.Pass(600);
        var transition = bench.Report(failures: 1);

        Assert.Equal(BreakerCause.ConsecutiveFailures, transition?.Cause);
        Assert.Equal(bench.Now + TimeSpan.FromSeconds(120), transition?.Until);
    }

    [Fact]
    public void P02_OneBadRequestBelowMinimumThroughput_OpensNothing()
    {
        var bench = new BreakerBench();
        Assert.Null(bench.Report(failures: 1));
        Assert.Null(bench.Report(successes: 5, failures: 1, failuresFirst: true));
        Assert.Null(bench.Report(failures: 2));
        Assert.Equal(BreakerMode.Closed, bench.State.Mode);
    }

    [Fact]
    public void ConsecutiveFailures_FollowedBySuccessInTheSameReport_StillOpen()
    {
        var bench = new BreakerBench();
        bench.Report(failures: 2);
        Assert.Equal(BreakerCause.ConsecutiveFailures, bench.Report(successes: 9, failures: 1, failuresFirst: true)?.Cause);
    }

    [Fact]
    public void ConsecutiveFailures_InterruptedBySuccess_StartAgain()
    {
        var bench = new BreakerBench();
        bench.Report(failures: 2);
        bench.Report(successes: 1);
        bench.Report(failures: 2);
        Assert.Equal(BreakerMode.Closed, bench.State.Mode);
        Assert.Equal(2, bench.State.ConsecutiveFailures);
    }

    [Theory]
    [InlineData(100, 5, false)]
    [InlineData(100, 6, true)]
    [InlineData(1, 1, true)]
    [InlineData(20, 1, false)]
    [InlineData(19, 1, true)]
    public void Latency_AroundThePercentile_OpensOnlyWhenMoreThanFiveInAHundredAreSlow(int count, int slow, bool opens)
    {
        var bench = new BreakerBench();
        for (var window = 0; window < 3; window++)
        {
            bench.Report(count, took: TimeSpan.FromSeconds(1.5), slow: slow);
            Assert.Equal(BreakerMode.Closed, bench.State.Mode);
            bench.Pass(30);
        }

        Assert.Equal(opens ? BreakerCause.Latency : BreakerCause.None, bench.State.Cause);
        Assert.Equal(opens ? BreakerMode.Open : BreakerMode.Closed, bench.State.Mode);
    }

    [Theory]
    [InlineData("SSF", false)]
    [InlineData("SSFS", false)]
    [InlineData("SSFSSS", true)]
    [InlineData("SS_S", true)]
    [InlineData("S_S_S", true)]
    [InlineData("SS__S", true)]
    [InlineData("SS___S", false)]
    [InlineData("SS______S", false)]
    [InlineData("S_S__S", true)]
    [InlineData("______", false)]
    public void Latency_OfSlowFastAndEmptyWindows_OpensAfterThreeSlowOnesNotTooFarApart(string windows, bool opens)
    {
        var bench = new BreakerBench();
        foreach (var window in windows)
        {
            if (window != '_')
                bench.Report(10, took: TimeSpan.FromSeconds(2), slow: window == 'S' ? 10 : 0);
            bench.Pass(30);
        }

        Assert.Equal(opens, bench.State.Mode is BreakerMode.Open);
    }

    [Fact]
    public void Latency_OfAWindowNobodyTicked_IsJudgedAtTheNextEvent()
    {
        var bench = new BreakerBench();
        bench.Report(10, slow: 10);
        bench.JumpClock(TimeSpan.FromSeconds(30));
        bench.Report(10, slow: 10);
        bench.JumpClock(TimeSpan.FromSeconds(30));
        bench.Report(10, slow: 10);
        bench.JumpClock(TimeSpan.FromSeconds(60));

        Assert.Equal(BreakerCause.Latency, bench.Report(successes: 10)?.Cause);
    }

    [Fact]
    public void Latency_OfTheLastWindow_IsKeptForOperators()
    {
        var bench = new BreakerBench();
        bench.Report(100, took: TimeSpan.FromMilliseconds(250));
        bench.Pass(30);
        bench.Pass(300);

        Assert.NotNull(bench.State.LastLatency);
        Assert.Equal(100, bench.State.LastLatency.Count);
        Assert.InRange(bench.State.LastLatency.P95.TotalMilliseconds, 250 * 0.95, 250 * 1.05);
    }

    [Fact]
    public void Report_OfAnOlderGeneration_CountsForNothing()
    {
        var bench = new BreakerBench();
        bench.HalfOpened().Pass(60);
        bench.Probe(succeeded: 10);
        Assert.Equal(BreakerMode.Closed, bench.State.Mode);

        bench.Happen(new BreakerEvent.Report(BreakerBench.Seen(bench.State.Generation - 1, failures: 500)));

        Assert.Equal(BreakerMode.Closed, bench.State.Mode);
        Assert.Empty(bench.State.Window);
        Assert.Equal(0, bench.State.ConsecutiveFailures);
    }

    [Fact]
    public void Report_OfANewerGeneration_IsCountedAndItsNumberTakenOver()
    {
        var bench = new BreakerBench();
        bench.Happen(new BreakerEvent.Report(BreakerBench.Seen(17, failures: 2)));
        Assert.Equal((17L, 2L), (bench.State.Generation, bench.State.ConsecutiveFailures));

        bench.Report(failures: 1);
        Assert.Equal((18L, BreakerMode.Open), (bench.State.Generation, bench.State.Mode));
    }

    [Fact]
    public void Report_ThatIsCorrupt_CountsForNothing()
    {
        var bench = new BreakerBench();
        var corrupt = BreakerBench.Seen(0, failures: 9);
        foreach (var delta in new[]
        {
            corrupt with { Generation = long.MaxValue },
            corrupt with { Failures = -1 },
            corrupt with { Slow = 1 },
            corrupt with { Runs = new FailureRuns(9, long.MaxValue, 9, false) },
            corrupt with { Probes = new ProbeTally(0, -5, 0, 0, default) },
        })
            Assert.Null(bench.Happen(new BreakerEvent.Report(delta)));
        Assert.Equal(0, bench.State.Generation);
        Assert.Empty(bench.State.Window);
    }
}
