using System.Collections.Immutable;
using Holdfast.Routing.Alerting;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Tests.Alerting;

public sealed class StoreTimelineTests
{
    private static readonly DateTimeOffset Start = Sights.Now;
    private static readonly DateTimeOffset Long = Start.AddDays(-1);

    [Fact]
    public void Spans_NothingHappened_IsOneSpanFromTheStart()
    {
        var line = StoreTimeline.Begin("s", State());
        Assert.Equal("Closed 0-60", Text(line, -3600, 60));
        Assert.Equal("", Text(line, -3600, 0));
    }

    [Fact]
    public void Spans_Transitions_FollowEachOtherWithoutGaps()
    {
        var line = StoreTimeline.Begin("s", State())
            .With(State(Open(1, 10)), Long)
            .With(State(Open(1, 10), Half(2, 40), Closed(3, 50)), Long);
        Assert.Equal("Closed 0-10 Open 10-40 HalfOpen 40-50 Closed 50-60", Text(line, -3600, 60));
        Assert.Equal("Open 20-40 HalfOpen 40-45", Text(line, 20, 45));
        Assert.Equal([10, 40, 50], line.Transitions.Select(Second));
        Assert.Equal([40], line.Within(At(11), At(49)).Select(Second));
    }

    [Fact]
    public void Begin_WithKeptTransitions_KnowsThePastFromTheFirstOfThem()
    {
        var line = StoreTimeline.Begin("s", State(Open(7, -100), Half(8, -60)));
        Assert.Equal("Open -100--60 HalfOpen -60-30", Text(line, -3600, 30));
    }

    [Fact]
    public void With_TheSameTransitionsAgain_AddsNothing()
    {
        var state = State(Open(1, 10), Half(2, 40));
        var line = StoreTimeline.Begin("s", State()).With(state, Long);
        Assert.Same(line, line.With(state, Long));
        Assert.Equal(3, line.With(State(Open(1, 10), Half(2, 40), Closed(3, 50)), Long).Transitions.Length);
    }

    [Fact]
    public void With_OlderThanIsToBeKept_IsForgottenAndTheSpansStay()
    {
        var state = State(Open(1, 10), Half(2, 40), Closed(3, 50));
        var line = StoreTimeline.Begin("s", State()).With(state, Long).With(state, At(45));
        Assert.Equal([50], line.Transitions.Select(Second));
        Assert.Equal("HalfOpen 45-50 Closed 50-60", Text(line, 45, 60));
        var none = line.With(state, At(55));
        Assert.Equal("Closed 55-60", Text(none, 55, 60));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void With_MoreThanAreRemembered_TheOldestAreForgotten(int beyond)
    {
        var line = StoreTimeline.Begin("s", State());
        ImmutableArray<BreakerTransition> all = [];
        for (var generation = 1; generation <= StoreTimeline.MaximumTransitions + beyond; generation++)
        {
            all = all.Add(generation % 2 == 1 ? Open(generation, generation) : Closed(generation, generation));
            line = line.With(State([.. all.TakeLast(Breaker.MaximumTransitions)]), Long);
        }

        Assert.Equal(StoreTimeline.MaximumTransitions, line.Transitions.Length);
        var first = line.Spans(At(-3600), At(10_000))[0];
        Assert.Equal((beyond == 0 ? BreakerMode.Closed : BreakerMode.Open, beyond), (first.Mode, (int)(first.From - Start).TotalSeconds));
    }

    [Fact]
    public void Spans_ClockSetBack_GenerationsTellTheOrder()
    {
        var line = StoreTimeline.Begin("s", State()).With(State(Open(1, 100), Half(2, 30), Closed(3, 40)), Long);
        Assert.Equal("Closed 0-100", Text(line, -3600, 100));
        Assert.Equal("Closed 0-110", Text(line, -3600, 110));
        Assert.Equal([1L, 2, 3], line.Transitions.Select(static change => change.Generation));
    }

    [Fact]
    public void Trips_AreOpeningsFromClosedByItself()
    {
        var outage = State(Open(1, 10), Half(2, 40), Reopened(3, 45), Half(4, 80), Closed(5, 90));
        Assert.Equal(1, StoreTimeline.Begin("s", State()).With(outage, Long).Trips(Long));
        var byHand = State(new BreakerTransition(At(10), BreakerMode.Closed, BreakerMode.Open, BreakerCause.Manual, 1, null, "works"));
        Assert.Equal(0, StoreTimeline.Begin("s", State()).With(byHand, Long).Trips(Long));
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(11, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 0)]
    public void Trips_AreCountedFromAMomentOn(int since, int trips) =>
        Assert.Equal(trips, StoreTimeline.Begin("s", State()).With(State(Open(1, 10), Closed(2, 50), Open(3, 100)), Long).Trips(At(since)));

    /// <summary>An instance opens by itself, and the authority's word of the same outage comes with another time.</summary>
    [Fact]
    public void Trips_SeenByTheInstanceAndItsAuthority_AreOne()
    {
        var line = StoreTimeline.Begin("s", State()).With(State(Open(1, 10)), Long).With(State(Open(2, 11), Half(3, 50)), Long);
        Assert.Equal(1, line.Trips(Long));
        Assert.Equal("Closed 0-10 Open 10-50 HalfOpen 50-60", Text(line, -3600, 60));
    }

    private static BreakerState State(params BreakerTransition[] transitions) => new()
    {
        Since = transitions.Length == 0 ? Start : transitions[^1].At,
        Mode = transitions.Length == 0 ? BreakerMode.Closed : transitions[^1].To,
        Generation = transitions.Length == 0 ? 0 : transitions[^1].Generation,
        Transitions = [.. transitions],
    };

    private static DateTimeOffset At(double second) => Start.AddSeconds(second);

    private static int Second(BreakerTransition change) => (int)(change.At - Start).TotalSeconds;

    private static BreakerTransition Open(long generation, double at) =>
        new(At(at), BreakerMode.Closed, BreakerMode.Open, BreakerCause.ErrorRate, generation, At(at + 30), "");

    private static BreakerTransition Reopened(long generation, double at) =>
        new(At(at), BreakerMode.HalfOpen, BreakerMode.Open, BreakerCause.ProbesFailed, generation, At(at + 30), "");

    private static BreakerTransition Half(long generation, double at) =>
        new(At(at), BreakerMode.Open, BreakerMode.HalfOpen, BreakerCause.IsolationEnded, generation, null, "");

    private static BreakerTransition Closed(long generation, double at) =>
        new(At(at), BreakerMode.HalfOpen, BreakerMode.Closed, BreakerCause.ProbesSucceeded, generation, null, "");

    private static string Text(StoreTimeline line, double from, double to) =>
        string.Join(' ', line.Spans(At(from), At(to)).Select(static span => $"{span.Mode} {(span.From - Start).TotalSeconds:0}-{(span.To - Start).TotalSeconds:0}"));
}
