using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Tests.Breakers;

namespace Holdfast.Routing.Tests.Following;

public sealed class AuthorityTests
{
    [Fact]
    public void Step_FailuresOfThreeInstances_AreOneEvidence()
    {
        var bench = new AuthorityBench();
        Assert.Null(bench.Happen(AuthorityBench.Seen("a", 1, failures: 1)).Transition);
        Assert.Null(bench.Happen(AuthorityBench.Seen("b", 1, failures: 1)).Transition);
        Assert.Equal(BreakerCause.ConsecutiveFailures, bench.Happen(AuthorityBench.Seen("c", 1, failures: 1)).Transition?.Cause);
    }

    [Fact]
    public void Step_ReportTwice_CountsOnce()
    {
        var bench = new AuthorityBench();
        Assert.True(bench.Happen(AuthorityBench.Seen("a", 1, successes: 5)).Counted);
        Assert.False(bench.Happen(AuthorityBench.Seen("a", 1, successes: 5)).Counted);
        Assert.Equal((5, 0), bench.Window());
    }

    [Fact]
    public void Step_ReportsOutOfOrder_CountOnceEach()
    {
        var bench = new AuthorityBench();
        foreach (var number in new long[] { 3, 1, 2, 3, 2, 1, 4 })
            bench.Happen(AuthorityBench.Seen("a", number, successes: 1));
        Assert.Equal((4, 0), bench.Window());
        Assert.True(bench.State.HasSeen("a", 4));
        Assert.False(bench.State.HasSeen("a", 5));
        Assert.False(bench.State.HasSeen("b", 1));
    }

    [Theory]
    [InlineData(InstanceMark.Span - 1, true)]
    [InlineData(InstanceMark.Span, false)]
    [InlineData(InstanceMark.Span + 1, false)]
    public void Step_ReportThatComesFarBehind_CountsWithinTheSpanOnly(int behind, bool counts)
    {
        var bench = new AuthorityBench();
        bench.Happen(AuthorityBench.Seen("a", 1000, successes: 1));
        Assert.Equal(counts, bench.Happen(AuthorityBench.Seen("a", 1000 - behind, successes: 1)).Counted);
    }

    [Fact]
    public void Step_NumbersWithALargeGap_ForgetNothingThatMatters()
    {
        var bench = new AuthorityBench();
        bench.Happen(AuthorityBench.Seen("a", 1));
        bench.Happen(AuthorityBench.Seen("a", 64));
        Assert.True(bench.State.HasSeen("a", 1));
        Assert.False(bench.State.HasSeen("a", 2));
        bench.Happen(AuthorityBench.Seen("a", 1_000_000));
        Assert.True(bench.State.HasSeen("a", 2));
        Assert.False(bench.State.HasSeen("a", 999_999));
    }

    [Fact]
    public void Step_ReportOfAnEarlierGeneration_IsMarkedButNotCountedByTheBreaker()
    {
        var bench = new AuthorityBench();
        bench.Happen(AuthorityBench.Seen("a", 1, failures: 3));
        bench.Now = bench.State.Breaker.IsolationUntil!.Value;
        bench.Happen(new AuthorityEvent.Tick());
        bench.Happen(new AuthorityEvent.Report(new BreakerReport(new Origin("b", 1), BreakerBench.Probed(0, failed: 5), false)));
        Assert.Equal(BreakerMode.HalfOpen, bench.Mode);
        Assert.True(bench.State.HasSeen("b", 1));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("a", 0)]
    [InlineData("a", -1)]
    [InlineData("a", InstanceMark.MaximumNumber + 1)]
    [InlineData(null, 1)]
    public void Step_CorruptOrigin_OnlyLetsTimePass(string? instance, long number)
    {
        var bench = new AuthorityBench();
        Assert.False(bench.Happen(AuthorityBench.Seen(instance!, number, failures: 5)).Counted);
        Assert.False(bench.Happen(AuthorityBench.Seen(new string('x', InstanceMark.MaximumInstance + 1), 1, failures: 5)).Counted);
        Assert.False(bench.Happen(new AuthorityEvent.Report(null!)).Counted);
        Assert.False(bench.Happen(new AuthorityEvent.Report(new BreakerReport(new Origin("a", 1), null!, false))).Counted);
        Assert.False(bench.Happen(new AuthorityEvent.Report(new BreakerReport(null!, new WindowDelta(), false))).Counted);
        Assert.Equal(BreakerMode.Closed, bench.Mode);
        Assert.Empty(bench.State.Marks);
    }

    [Fact]
    public void Step_CommandTwice_CountsOnceEvenAfterItsOpposite()
    {
        var bench = new AuthorityBench();
        var isolate = new AuthorityEvent.Isolate("disk swap", new Origin("a", 1));
        Assert.Equal(BreakerEffect.Opened, bench.Happen(isolate).Transition?.Effect);
        Assert.Equal(BreakerEffect.HalfOpened, bench.Happen(new AuthorityEvent.Restore(new Origin("b", 1))).Transition?.Effect);
        Assert.Null(bench.Happen(isolate).Transition);
        Assert.Equal(BreakerMode.HalfOpen, bench.Mode);
        Assert.NotNull(bench.Happen(new AuthorityEvent.Isolate("again")).Transition);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(2, false)]
    public void Step_ProbeEarly_CountsInTheGenerationThatItWasAskedInOnly(long generation, bool probes)
    {
        var bench = new AuthorityBench();
        bench.Happen(AuthorityBench.Seen("a", 1, failures: 3));
        bench.Pass(20);
        Assert.Equal(probes, bench.Happen(new AuthorityEvent.ProbeEarly(generation, new Origin("a", 2))).Transition is not null);
    }

    [Theory]
    [InlineData(60, true, 1)]
    [InlineData(60.5, false, 1)]
    [InlineData(600, false, 1)]
    [InlineData(600.5, false, 0)]
    public void Step_InstanceThatIsSilent_IsTakenForGoneAndLaterForgotten(double seconds, bool pending, int marks)
    {
        var bench = new AuthorityBench();
        bench.Happen(AuthorityBench.Seen("a", 1, rewind: true));
        bench.Pass(seconds);
        bench.Happen(new AuthorityEvent.Tick());
        Assert.Equal((pending, pending ? 1 : 0, marks), (bench.State.IsRewindPending, bench.State.LiveInstances, bench.State.Marks.Length));
    }

    [Fact]
    public void Step_RewindThatIsDone_IsNotUndoneByAnOvertakenReport()
    {
        var bench = new AuthorityBench();
        bench.Happen(AuthorityBench.Seen("a", 1, rewind: true));
        bench.Happen(AuthorityBench.Seen("a", 3, rewind: false));
        Assert.False(bench.State.IsRewindPending);
        Assert.True(bench.Happen(AuthorityBench.Seen("a", 2, rewind: true)).Counted);
        Assert.False(bench.State.IsRewindPending);
        bench.Happen(new AuthorityEvent.Restore(new Origin("a", 4)));
        Assert.False(bench.State.IsRewindPending);
        bench.Happen(AuthorityBench.Seen("a", 5, rewind: true));
        Assert.True(bench.State.IsRewindPending);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void Step_InstancesAroundTheBound_ForgetTheOneUnheardOfForTheLongest(int beyond)
    {
        var bench = new AuthorityBench();
        for (var i = 0; i < Authority.MaximumInstances + beyond; i++)
        {
            bench.Happen(AuthorityBench.Seen($"i{i}", 1));
            bench.Pass(0.5);
            bench.Happen(AuthorityBench.Seen("i0", i + 2));
        }

        Assert.Equal(Math.Min(Authority.MaximumInstances, Authority.MaximumInstances + beyond), bench.State.Marks.Length);
        Assert.Equal(beyond <= 0, bench.State.HasSeen("i1", 1));
        Assert.True(bench.State.HasSeen("i0", 1));
    }

    [Fact]
    public void Step_ClockThatIsSetBack_TakesTheMarksAlong()
    {
        var bench = new AuthorityBench();
        bench.Happen(AuthorityBench.Seen("a", 1, rewind: true));
        bench.Pass(30);
        bench.Happen(new AuthorityEvent.Tick());
        bench.Pass(-3600);
        bench.Happen(new AuthorityEvent.Tick());
        Assert.True(bench.State.IsRewindPending);
        bench.Pass(31);
        bench.Happen(new AuthorityEvent.Tick());
        Assert.False(bench.State.IsRewindPending);
    }

    [Fact]
    public void IsNewerThan_OfTwoStates_GoesByBirthAndThenByVersion()
    {
        var bench = new AuthorityBench();
        var first = bench.State;
        var second = bench.Happen(new AuthorityEvent.Tick()).State;
        var reborn = Authority.Create(1, BreakerBench.Start.AddSeconds(1));
        Assert.True(second.IsNewerThan(first) && reborn.IsNewerThan(second));
        Assert.False(first.IsNewerThan(second) || second.IsNewerThan(reborn) || first.IsNewerThan(first));

        var early = new AuthoritySnapshot("s", second, BreakerBench.Start);
        Assert.True((early with { TakenAt = BreakerBench.Start.AddSeconds(1) }).IsNewerThan(early));
        Assert.False(early.IsNewerThan(early));
        Assert.False(new AuthoritySnapshot("s", first, BreakerBench.Start.AddDays(1)).IsNewerThan(early));
    }

    [Fact]
    public void IsSound_OfWhatNoStepMakes_IsFalse()
    {
        var bench = new AuthorityBench();
        bench.Happen(AuthorityBench.Seen("a", 1));
        var sound = bench.State;
        var mark = sound.Marks[0];
        Assert.True(sound.IsSound);
        Assert.True(AuthorityBench.Copy(sound).IsSound);
        Assert.False((sound with { Breaker = null! }).IsSound);
        Assert.False((sound with { Breaker = sound.Breaker with { Generation = -1 } }).IsSound);
        Assert.False((sound with { Version = -1 }).IsSound);
        Assert.False((sound with { Marks = default }).IsSound);
        Assert.False((sound with { Marks = [mark, mark] }).IsSound);
        Assert.False((sound with { Marks = [null!] }).IsSound);
        Assert.False((sound with { Marks = [mark with { Seen = 2 }] }).IsSound);
        Assert.False((sound with { Marks = [mark with { Newest = 0 }] }).IsSound);
        Assert.False((sound with { Marks = [mark with { Instance = "" }] }).IsSound);
        Assert.False((sound with { Marks = [mark with { LastSeen = sound.Breaker.Clock.AddTicks(1) }] }).IsSound);
        Assert.False((sound with { Marks = [.. Enumerable.Range(0, Authority.MaximumInstances + 1).Select(i => mark with { Instance = $"{i}" })] }).IsSound);
    }
}
