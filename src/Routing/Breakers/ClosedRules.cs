using System.Collections.Immutable;

namespace Holdfast.Routing.Breakers;

/// <summary>What opens a closed breaker.</summary>
internal static class ClosedRules
{
    /// <summary>Counts a report and says which rule, if any, it breaks; the most urgent first.</summary>
    internal static BreakerState Record(BreakerState state, WindowDelta delta, BreakerOptions options, out BreakerCause cause)
    {
        var before = new FailureRuns(state.ConsecutiveFailures, state.ConsecutiveFailures, state.ConsecutiveFailures, false);
        var runs = before.Then(delta.Runs);
        var recorded = state with
        {
            Window = AddTo(state.Window, Instants.Slot(state.Clock, SliceLength(options)), delta),
            ConsecutiveFailures = runs.Trailing,
            Latency = state.Latency with
            {
                Slow = Counters.Add(state.Latency.Slow, delta.Slow),
                Latencies = state.Latency.Latencies.Merge(delta.Latencies),
            },
        };

        if (runs.Longest >= options.ConsecutiveFailures)
            cause = BreakerCause.ConsecutiveFailures;
        else if (IsErrorRateAbove(recorded.Window, options))
            cause = BreakerCause.ErrorRate;
        else
            cause = recorded.SlowWindows >= options.SlowWindows ? BreakerCause.Latency : BreakerCause.None;
        return recorded;
    }

    /// <summary>Lets the windows move on to the state's clock.</summary>
    internal static BreakerState Advance(BreakerState state, BreakerOptions options)
    {
        var newest = Instants.Slot(state.Clock, SliceLength(options));

        // A slice ahead of the clock was counted under options with shorter slices; nobody can say when.
        var window = state.Window.RemoveAll(slice => slice.Slot <= newest - Breaker.Slices || slice.Slot > newest);
        return AdvanceLatency(state with { Window = window }, Instants.Slot(state.Clock, options.SlowWindow), options);
    }

    internal static TimeSpan SliceLength(BreakerOptions options) => new(Math.Max(1, options.Window.Ticks / Breaker.Slices));

    /// <summary>
    /// A slow window makes the streak longer, another one ends it. An empty window is no evidence of either: it leaves the streak,
    /// or else a slow store with little traffic would never open. But as many empty windows as it takes to open end it, or else a
    /// slow window of yesterday would count with two of today.
    /// </summary>
    private static BreakerState AdvanceLatency(BreakerState state, long slot, BreakerOptions options)
    {
        var ended = state.Latency;
        if (ended.Slot == slot)
            return state;
        var next = state with { Latency = LatencyWindow.Empty with { Slot = slot } };
        if (ended.Slot > slot)
            return next;

        var streak = (ended.Count, ended.IsSlow) switch
        {
            (0, _) => state.SlowWindows,
            (_, true) => Math.Min(state.SlowWindows, int.MaxValue - 1) + 1,
            _ => 0,
        };
        var empty = (ended.Count == 0 ? state.EmptyWindows + 1L : 0) + (slot - ended.Slot - 1);
        return next with
        {
            SlowWindows = empty >= options.SlowWindows ? 0 : streak,
            EmptyWindows = (int)Math.Min(empty, options.SlowWindows),
            LastLatency = ended.Count == 0
                ? state.LastLatency
                : new LatencySummary(ended.Slot, ended.Count, ended.Slow, ended.Latencies.Percentile(0.95)),
        };
    }

    private static ImmutableArray<WindowSlice> AddTo(ImmutableArray<WindowSlice> window, long slot, WindowDelta delta)
    {
        if (delta.Successes == 0 && delta.Failures == 0)
            return window;
        if (window.IsEmpty || window[^1].Slot != slot)
            return window.Add(new WindowSlice(slot, Counters.Add(0, delta.Successes), delta.Failures));
        var last = window[^1];
        return window.SetItem(
            window.Length - 1,
            new WindowSlice(slot, Counters.Add(last.Successes, delta.Successes), Counters.Add(last.Failures, delta.Failures)));
    }

    private static bool IsErrorRateAbove(ImmutableArray<WindowSlice> window, BreakerOptions options)
    {
        long failures = 0;
        long total = 0;
        foreach (var slice in window)
        {
            failures += slice.Failures;
            total += slice.Successes + slice.Failures;
        }

        return total >= options.MinimumThroughput && Share.IsAbove(failures, total, options.ErrorRate);
    }
}
