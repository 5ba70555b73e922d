using System.Collections.Immutable;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Alerting;

/// <summary>
/// What is known of the past of one store's breaker. Immutable and bounded: at most <see cref="MaximumTransitions"/> changes, none older than the
/// span that it is asked to keep; beyond, the oldest are forgotten, and <see cref="Spans"/> begin that much later.
/// </summary>
public sealed record StoreTimeline
{
    /// <summary>The most changes that are remembered: one every 14 s through an hour.</summary>
    public const int MaximumTransitions = 256;

    private StoreTimeline()
    {
    }

    /// <summary>The store's name.</summary>
    public required string Store { get; init; }

    /// <summary>The changes, oldest first.</summary>
    public ImmutableArray<BreakerTransition> Transitions { get; private init; } = [];

    /// <summary>The mode at <see cref="KnownFrom"/>.</summary>
    public BreakerMode FirstMode { get; private init; }

    /// <summary>What was before is not known.</summary>
    public DateTimeOffset KnownFrom { get; private init; }

    /// <summary>The generation up to which changes are taken in; a state shows the same ones again and again.</summary>
    private long Generation { get; init; }

    /// <summary>The timeline that begins with what a state remembers.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="state">The breaker's state; its changes may be of an earlier process.</param>
    public static StoreTimeline Begin(string store, BreakerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var ordered = Ordered(state.Transitions);
        return new()
        {
            Store = store,
            Transitions = ordered,
            FirstMode = ordered.IsEmpty ? state.Mode : ordered[0].From,
            KnownFrom = ordered.IsEmpty ? state.Since : ordered[0].At,
            Generation = state.Generation,
        };
    }

    /// <summary>With what a state remembers besides, and without what is older than is to be kept.</summary>
    /// <param name="state">The breaker's state now.</param>
    /// <param name="keepFrom">Changes before it are forgotten.</param>
    public StoreTimeline With(BreakerState state, DateTimeOffset keepFrom)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Generation == Generation && (Transitions.IsEmpty || Transitions[0].At >= keepFrom))
            return this;
        var all = state.Generation == Generation ? Transitions : Ordered([.. Transitions.Union(state.Transitions)]);
        var first = Math.Max(0, all.Length - MaximumTransitions);
        while (first < all.Length && all[first].At < keepFrom)
            first++;
        return this with
        {
            Transitions = all[first..],
            FirstMode = first == 0 ? FirstModeOf(all) : all[first - 1].To,
            KnownFrom = first == 0 ? KnownFrom : all[first - 1].At,
            Generation = state.Generation,
        };
    }

    /// <summary>The stretches of one mode within a span of time, oldest first and without gaps, from when it is known. None is empty.</summary>
    /// <param name="from">The beginning.</param>
    /// <param name="to">The end.</param>
    public ImmutableArray<ModeSpan> Spans(DateTimeOffset from, DateTimeOffset to)
    {
        var spans = ImmutableArray.CreateBuilder<ModeSpan>();
        var (mode, start) = (FirstMode, KnownFrom);
        foreach (var change in Transitions)
        {
            // After a clock was set back a change may seem to come before the one before it; its stretch is then left out.
            var at = change.At > start ? change.At : start;
            Add(at);
            (mode, start) = (change.To, at);
        }

        Add(to);
        return spans.ToImmutable();

        void Add(DateTimeOffset end)
        {
            var (left, right) = (start > from ? start : from, end < to ? end : to);
            if (left >= right)
                return;
            if (spans.Count > 0 && spans[^1].Mode == mode)
                spans[^1] = spans[^1] with { To = right };
            else
                spans.Add(new(mode, left, right));
        }
    }

    /// <summary>The changes within a span of time, both ends included, oldest first.</summary>
    public ImmutableArray<BreakerTransition> Within(DateTimeOffset from, DateTimeOffset to) =>
        [.. Transitions.Where(change => change.At >= from && change.At <= to)];

    /// <summary>
    /// How often the breaker opened from closed since a moment. An operator's isolation is no trip, nor is what several instances saw of one
    /// opening: only the first takes it out of closed.
    /// </summary>
    public int Trips(DateTimeOffset since)
    {
        var (mode, trips) = (FirstMode, 0);
        foreach (var change in Transitions)
        {
            if (mode == BreakerMode.Closed && change is { To: BreakerMode.Open, Cause: not BreakerCause.Manual } && change.At >= since)
                trips++;
            mode = change.To;
        }

        return trips;
    }

    private BreakerMode FirstModeOf(ImmutableArray<BreakerTransition> all) => Transitions.IsEmpty && !all.IsEmpty && all[0].At < KnownFrom ? all[0].From : FirstMode;

    /// <summary>By generation: what the clock says may be out of order.</summary>
    private static ImmutableArray<BreakerTransition> Ordered(ImmutableArray<BreakerTransition> transitions) =>
        [.. transitions.OrderBy(static change => change.Generation).ThenBy(static change => change.At)];
}
