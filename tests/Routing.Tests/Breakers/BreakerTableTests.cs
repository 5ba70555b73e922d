using Holdfast.Routing.Breakers;
using static Holdfast.Routing.Breakers.BreakerMode;

namespace Holdfast.Routing.Tests.Breakers;

/// <summary>Every mode, with and without a hold, times every event: nothing is undefined, and each outcome is as listed here.</summary>
public class BreakerTableTests
{
    private const string Good = "good report", Bad = "bad report", Stale = "stale report", Tick = "tick", LateTick = "late tick",
        GoodProbes = "good probes", BadProbes = "bad probes", Isolate = "isolate", Restore = "restore", Early = "early";

    private static readonly string[] Situations = ["Closed", "Open", "HalfOpen", "Held"];

    private static readonly string[] Happenings = [Good, Bad, Stale, Tick, LateTick, GoodProbes, BadProbes, Isolate, Restore, Early];

    private static readonly Dictionary<(string Situation, string Happening), (BreakerMode To, BreakerCause Cause)> Changes = new()
    {
        [("Closed", Bad)] = (Open, BreakerCause.ConsecutiveFailures),
        [("Closed", Isolate)] = (Open, BreakerCause.Manual),
        [("Open", LateTick)] = (HalfOpen, BreakerCause.IsolationEnded),
        [("Open", Isolate)] = (Open, BreakerCause.Manual),
        [("Open", Restore)] = (HalfOpen, BreakerCause.Restored),
        [("Open", Early)] = (HalfOpen, BreakerCause.ProbedEarly),
        [("HalfOpen", GoodProbes)] = (Closed, BreakerCause.ProbesSucceeded),
        [("HalfOpen", BadProbes)] = (Open, BreakerCause.ProbesFailed),
        [("HalfOpen", Isolate)] = (Open, BreakerCause.Manual),
        [("Held", Restore)] = (HalfOpen, BreakerCause.Restored),
    };

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var situation in Situations)
            foreach (var happening in Happenings)
                all.Add(situation, happening);
        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Step_InEverySituationOnEveryEvent_ChangesAsListed(string situation, string happening)
    {
        var bench = Prepare(situation);
        var before = bench.State;
        bench.JumpClock(happening is LateTick ? TimeSpan.FromSeconds(125) : TimeSpan.FromSeconds(60));

        var transition = bench.Happen(EventOf(happening, before.Generation));

        if (Changes.TryGetValue((situation, happening), out var expected))
        {
            Assert.NotNull(transition);
            Assert.Equal((before.Mode, expected.To, expected.Cause), (transition.From, transition.To, transition.Cause));
            Assert.Equal(before.Generation + 1, bench.State.Generation);
            Assert.Equal(transition, bench.State.Transitions[^1]);
            Assert.Equal(bench.Now, bench.State.Since);
        }
        else
        {
            Assert.Null(transition);
            Assert.Equal((before.Mode, before.Generation, before.Since), (bench.State.Mode, bench.State.Generation, bench.State.Since));
            Assert.Equal(before.Transitions, bench.State.Transitions);
        }

        Assert.True(bench.State.IsSound);
    }

    [Fact]
    public void Table_NamesEveryEventTypeThereIs()
    {
        var known = Happenings.Select(happening => EventOf(happening, 1).GetType()).ToHashSet();
        Assert.Equal(typeof(BreakerEvent).GetNestedTypes().ToHashSet(), known);
    }

    [Theory]
    [InlineData(Closed, Open, BreakerEffect.Opened)]
    [InlineData(HalfOpen, Open, BreakerEffect.Reopened)]
    [InlineData(Open, HalfOpen, BreakerEffect.HalfOpened)]
    [InlineData(HalfOpen, Closed, BreakerEffect.Closed)]
    [InlineData(Open, Open, BreakerEffect.HeldOpen)]
    public void Effect_OfATransition_FollowsFromItsModes(BreakerMode from, BreakerMode to, BreakerEffect effect) =>
        Assert.Equal(effect, new BreakerTransition(BreakerBench.Start, from, to, BreakerCause.None, 1, null, "").Effect);

    private static BreakerBench Prepare(string situation) => situation switch
    {
        "Closed" => new BreakerBench(),
        "Open" => new BreakerBench().Opened(),
        "HalfOpen" => new BreakerBench().HalfOpened(),
        "Held" => new BreakerBench().Held(),
        _ => throw new ArgumentOutOfRangeException(nameof(situation)),
    };

    private static BreakerEvent EventOf(string happening, long generation) => happening switch
    {
        Good => new BreakerEvent.Report(BreakerBench.Seen(generation, successes: 50)),
        Bad => new BreakerEvent.Report(BreakerBench.Seen(generation, failures: 50)),
        Stale => new BreakerEvent.Report(BreakerBench.Seen(generation - 1, failures: 50) with
        {
            Probes = BreakerBench.Probed(0, failed: 50).Probes,
        }),
        Tick or LateTick => new BreakerEvent.Tick(),
        GoodProbes => new BreakerEvent.Report(BreakerBench.Probed(generation, succeeded: 10)),
        BadProbes => new BreakerEvent.Report(BreakerBench.Probed(generation, failed: 10)),
        Isolate => new BreakerEvent.Isolate("maintenance"),
        Restore => new BreakerEvent.Restore(),
        Early => new BreakerEvent.ProbeEarly(),
        _ => throw new ArgumentOutOfRangeException(nameof(happening)),
    };
}
