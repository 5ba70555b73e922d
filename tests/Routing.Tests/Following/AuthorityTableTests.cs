using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Tests.Breakers;

namespace Holdfast.Routing.Tests.Following;

/// <summary>Every mode times every event: the authority does what its breaker does, for what counts, and nothing else.</summary>
public sealed class AuthorityTableTests
{
    private static readonly string[] Situations = ["Closed", "Open", "HalfOpen", "Held"];

    private static readonly string[] Happenings = ["good", "bad", "stale", "tick", "isolate", "restore", "early", "early elsewhere"];

    public static TheoryData<string, string, bool> All()
    {
        var all = new TheoryData<string, string, bool>();
        foreach (var situation in Situations)
        {
            foreach (var happening in Happenings)
            {
                all.Add(situation, happening, true);
                all.Add(situation, happening, false);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Step_InEverySituationOnEveryEvent_IsTheBreakersStepIfItCounts(string situation, string happening, bool isNew)
    {
        var breaker = situation switch
        {
            "Open" => new BreakerBench().Opened(),
            "HalfOpen" => new BreakerBench().HalfOpened(),
            "Held" => new BreakerBench().Held(),
            _ => new BreakerBench(),
        };
        var bench = new AuthorityBench { Now = breaker.Now };
        bench.State = bench.State with { Breaker = breaker.State };
        var origin = new Origin("a", 1);
        if (!isNew)
        {
            bench.Happen(new AuthorityEvent.Report(new BreakerReport(origin, new WindowDelta { Generation = -1 }, false)));
            breaker.Tick();
        }

        bench.Pass(20);
        breaker.JumpClock(TimeSpan.FromSeconds(20));
        var generation = breaker.State.Generation;
        var (told, meant) = happening switch
        {
            "good" => (Report(BreakerBench.Seen(generation, 50)), new BreakerEvent.Report(BreakerBench.Seen(generation, 50))),
            "bad" => (Report(BreakerBench.Seen(generation, 0, 50)), new BreakerEvent.Report(BreakerBench.Seen(generation, 0, 50))),
            "stale" => (Report(BreakerBench.Seen(generation - 1, 0, 50)), new BreakerEvent.Tick()),
            "tick" => (new AuthorityEvent.Tick(), new BreakerEvent.Tick()),
            "isolate" => (new AuthorityEvent.Isolate("why", origin), new BreakerEvent.Isolate("why")),
            "restore" => (new AuthorityEvent.Restore(origin), new BreakerEvent.Restore()),
            "early" => (new AuthorityEvent.ProbeEarly(generation, origin), new BreakerEvent.ProbeEarly()),
            _ => ((AuthorityEvent)new AuthorityEvent.ProbeEarly(generation + 1, origin), (BreakerEvent)new BreakerEvent.Tick()),
        };
        if (!isNew)
            meant = new BreakerEvent.Tick();

        var step = bench.Happen(told);

        Assert.Equal(breaker.Happen(meant), step.Transition);
        Assert.Equal(BreakerBench.Json(breaker.State), BreakerBench.Json(bench.State.Breaker));

        AuthorityEvent.Report Report(WindowDelta delta) => new(new BreakerReport(origin, delta, false));
    }

    [Fact]
    public void Table_NamesEveryEventTypeThereIs() => Assert.Equal(
        [nameof(AuthorityEvent.Isolate), nameof(AuthorityEvent.ProbeEarly), nameof(AuthorityEvent.Report), nameof(AuthorityEvent.Restore), nameof(AuthorityEvent.Tick)],
        typeof(AuthorityEvent).GetNestedTypes().Select(static type => type.Name).Order(StringComparer.Ordinal));
}
