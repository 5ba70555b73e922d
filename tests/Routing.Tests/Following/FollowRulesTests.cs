using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Tests.Breakers;
using static Holdfast.Routing.Breakers.BreakerMode;

namespace Holdfast.Routing.Tests.Following;

public sealed class FollowRulesTests
{
    private static readonly BreakerOptions Options = new() { Jitter = 0 };
    private static readonly DateTimeOffset Start = BreakerBench.Start;

    public static TheoryData<string, string, bool, BreakerMode> Steps() => new()
    {
        // What an instance sees, fresh and alone, and the mode that it is in then.
        { "Closed", "failures", true, Open },
        { "Closed", "failures", false, Open },
        { "Closed", "time", true, Closed },
        { "Closed", "time", false, Closed },
        { "Open", "failures", true, Open },
        { "Open", "time", true, Open },
        { "Open", "time", false, HalfOpen },
        { "Open", "early", true, Open },
        { "Open", "early", false, HalfOpen },
        { "HalfOpen", "good probes", true, HalfOpen },
        { "HalfOpen", "good probes", false, Closed },
        { "HalfOpen", "bad probes", true, Open },
        { "HalfOpen", "bad probes", false, Open },
        { "HalfOpen", "time", true, HalfOpen },
        { "HalfOpen", "time", false, HalfOpen },
        { "Held", "time", true, Open },
        { "Held", "time", false, Open },
        { "Held", "early", false, Open },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Step_FreshAndAlone_OpensByItselfButProbesAndClosesOnlyAlone(string situation, string happening, bool isFresh, BreakerMode expected)
    {
        var bench = BenchOf(situation);
        var (local, now) = (bench.State, bench.Now + TimeSpan.FromSeconds(125));
        var step = FollowRules.Step(local, happening switch
        {
            "failures" => new BreakerEvent.Report(BreakerBench.Seen(local.Generation, failures: 3)),
            "good probes" => new BreakerEvent.Report(BreakerBench.Probed(local.Generation, succeeded: 20)),
            "bad probes" => new BreakerEvent.Report(BreakerBench.Probed(local.Generation, failed: 3)),
            "early" => new BreakerEvent.ProbeEarly(),
            _ => (BreakerEvent)new BreakerEvent.Tick(),
        }, isFresh, Options, now);
        Assert.Equal((expected, expected != local.Mode), (step.State.Mode, step.Transition is not null));
        Assert.Equal(now, step.State.Clock);
        Assert.True(step.State.IsSound);
    }

    [Fact]
    public void Step_FreshWithGoodProbes_KeepsThemForTheQuestionWhetherMoreAreWanted()
    {
        var bench = new BreakerBench().HalfOpened();
        var step = FollowRules.Step(
            bench.State, new BreakerEvent.Report(BreakerBench.Probed(bench.State.Generation, succeeded: 20)), isFresh: true, Options, bench.Now.AddSeconds(61));
        Assert.Equal(20, step.State.Probes.Succeeded);
        Assert.False(Evaluation.WantsProbe(step.State.Probes, 1, TimeSpan.FromSeconds(61), Options));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(-6)]
    [InlineData(400_000)]
    public void Step_FreshWithADueProbingAndAClockThatJumps_StaysSound(double seconds)
    {
        var bench = new BreakerBench().Opened();
        var due = FollowRules.Step(bench.State, new BreakerEvent.Tick(), isFresh: true, Options, bench.Now.AddSeconds(130)).State;
        var jumped = FollowRules.Step(due, new BreakerEvent.Tick(), isFresh: true, Options, bench.Now.AddSeconds(130 + seconds));
        Assert.True(jumped.State.IsSound);
        Assert.Equal(Open, jumped.State.Mode);
    }

    public static TheoryData<string, string, bool, bool, BreakerMode, int> Words() => new()
    {
        // Own state; the authority's word; whether it knows of the own trip: adopted?, the mode then, transitions told.
        { "follows Closed", "Closed", true, true, Closed, 0 },
        { "follows Closed", "Open", true, true, Open, 1 },
        { "follows Closed", "HalfOpen", true, true, HalfOpen, 2 },
        { "follows Closed", "Closed again", true, true, Closed, 3 },
        { "follows Closed", "Held", true, true, Open, 1 },
        { "tripped", "Closed", false, false, Open, 0 },
        { "tripped", "Closed", true, true, Closed, 1 },
        { "tripped", "Open", false, true, Open, 0 },
        { "tripped", "Open", true, true, Open, 0 },
        { "tripped", "HalfOpen", false, true, HalfOpen, 1 },
        { "tripped", "Closed again", false, true, Closed, 2 },
        { "tripped", "Held", false, true, Open, 1 },
        { "tripped long ago", "Closed", false, true, Closed, 1 },
        { "follows Open", "Open", true, true, Open, 0 },
        { "follows Open", "HalfOpen", true, true, HalfOpen, 1 },
        { "follows Open", "Closed again", true, true, Closed, 2 },
        { "follows HalfOpen", "HalfOpen", true, true, HalfOpen, 0 },
        { "follows HalfOpen", "Closed again", true, true, Closed, 1 },
        { "reopened", "HalfOpen", false, false, Open, 0 },
        { "reopened", "HalfOpen", true, true, HalfOpen, 1 },
        { "reopened", "Closed again", false, true, Closed, 1 },
        { "alone to Closed", "Closed", false, true, Closed, 0 },
        { "alone to Closed", "Open", false, true, Open, 1 },
        { "alone to HalfOpen", "Closed", false, true, Closed, 1 },
        { "alone to HalfOpen", "HalfOpen", false, true, HalfOpen, 0 },
        { "new", "Closed", true, true, Closed, 0 },
        { "new", "Open", true, true, Open, 1 },
        { "new", "Closed again", true, true, Closed, 0 },
        { "new", "Held", true, true, Open, 1 },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void Follow_EverySituationOnEveryWord_BecomesAsListed(string situation, string said, bool knows, bool adopted, BreakerMode expected, int told)
    {
        var (local, followed, now) = LocalOf(situation);
        var word = WordOf(said);
        var step = FollowRules.Follow(local, followed, word, knows, now);
        Assert.Equal((adopted, expected, told), (step.Adopted, step.State.Mode, step.Transitions.Length));
        Assert.True(step.State.IsSound);
        if (adopted)
            Assert.Equal((word.Generation, word.HeldByOperator), (step.State.Generation, step.State.HeldByOperator));
        else
            Assert.Same(local, step.State);
        if (told > 0)
        {
            Assert.Equal((local.Mode, word.Mode, word.Generation), (step.Transitions[0].From, step.Transitions[^1].To, step.Transitions[^1].Generation));
            for (var i = 1; i < told; i++)
                Assert.Equal(step.Transitions[i - 1].To, step.Transitions[i].From);
        }
    }

    [Fact]
    public void Follow_TripThatTheAuthorityKnowsAndDoesNotShare_IsOverruled()
    {
        var (local, followed, now) = LocalOf("tripped");
        var step = FollowRules.Follow(local, followed, WordOf("Closed"), knows: true, now);
        Assert.Equal((BreakerCause.Overruled, BreakerEffect.Closed), (step.Transitions[0].Cause, step.Transitions[0].Effect));
        Assert.True(step.Afresh);
    }

    [Fact]
    public void Follow_SameClosed_KeepsTheOwnWindow()
    {
        var bench = new BreakerBench();
        bench.Report(successes: 7, failures: 2);
        var step = FollowRules.Follow(bench.State, 0, WordOf("Closed"), knows: true, bench.Now);
        Assert.Same(bench.State, step.State);
        Assert.False(step.Afresh);
    }

    [Fact]
    public void Follow_SameHalfOpen_TakesTheSharedEvidenceAndKeepsTheLeases()
    {
        var bench = new BreakerBench().HalfOpened();
        var local = bench.State;
        bench.Pass(1);
        bench.Probe(succeeded: 7);
        var step = FollowRules.Follow(local, local.Generation, bench.State, knows: true, bench.Now);
        Assert.Equal(7, step.State.Probes.Succeeded);
        Assert.False(step.Afresh);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 0)]
    [InlineData(21, 21)]
    [InlineData(3600, 3600)]
    [InlineData(-4, 0)]
    [InlineData(-6, -6)]
    [InlineData(-3600, -3600)]
    public void Follow_WithAnotherClock_KeepsWhatIsLeftOfTheIsolation(int ahead, int shifted)
    {
        var word = WordOf("Open");
        var step = FollowRules.Follow(Breaker.Create(1, Start), 0, word, knows: true, word.Clock.AddSeconds(ahead));
        Assert.Equal(word.IsolationUntil!.Value.AddSeconds(shifted), step.State.IsolationUntil);
        Assert.Equal(word.Clock.AddSeconds(shifted), step.State.Clock);
        Assert.True(step.State.IsSound);
    }

    private static BreakerBench BenchOf(string situation) => situation switch
    {
        "Open" => new BreakerBench().Opened(),
        "HalfOpen" => new BreakerBench().HalfOpened(),
        "Held" => new BreakerBench().Held(),
        _ => new BreakerBench(),
    };

    private static BreakerState WordOf(string said)
    {
        if (said != "Closed again")
            return BenchOf(said).State;
        var bench = new BreakerBench().HalfOpened();
        bench.Probe(succeeded: 20);
        bench.Pass(61);
        Assert.Equal(Closed, bench.State.Mode);
        return bench.State;
    }

    /// <summary>An instance's own state, the generation that it followed last, and its time.</summary>
    private static (BreakerState Local, long Followed, DateTimeOffset Now) LocalOf(string situation)
    {
        var bench = new BreakerBench();
        long followed = 0;
        switch (situation)
        {
            case "new":
                followed = FollowRules.Nothing;
                break;

            case "follows Open":
                followed = bench.Opened().State.Generation;
                break;

            case "follows HalfOpen":
                followed = bench.HalfOpened().State.Generation;
                break;

            case "tripped":
                bench.Opened();
                break;

            case "tripped long ago":
                bench.Opened().JumpClock(TimeSpan.FromSeconds(121));
                break;

            case "reopened":
                followed = bench.HalfOpened().State.Generation;
                bench.Probe(failed: 3);
                break;

            case "alone to HalfOpen":
                bench.HalfOpened();
                break;

            case "alone to Closed":
                bench.HalfOpened();
                bench.Probe(succeeded: 20);
                bench.Pass(61);
                break;
        }

        return (bench.State, followed, bench.Now);
    }
}
