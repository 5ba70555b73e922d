using System.Text.Json;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Tests.Breakers;

/// <summary>A breaker on a bench: a clock that only the test moves, and shorthands for what instances report.</summary>
internal sealed class BreakerBench
{
    internal static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    internal static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(7);

    private readonly BreakerOptions _options;

    internal BreakerBench(BreakerOptions? options = null)
    {
        _options = options ?? new BreakerOptions { Jitter = 0 };
        State = Breaker.Create(42, Start);
    }

    internal BreakerState State { get; private set; }

    internal DateTimeOffset Now { get; private set; } = Start;

    internal BreakerTransition? Last { get; private set; }

    internal static string Json(BreakerState state) => JsonSerializer.Serialize(state);

    internal static BreakerState Copy(BreakerState state) => JsonSerializer.Deserialize<BreakerState>(Json(state))!;

    /// <summary>A delta of successes and then failures, or the other way round.</summary>
    internal static WindowDelta Seen(long generation, int successes = 0, int failures = 0, TimeSpan? took = null, int slow = 0, bool failuresFirst = false)
    {
        var runs = default(FailureRuns);
        var good = successes > 0 ? FailureRuns.Success : default;
        for (var i = 0; i < failures; i++)
            runs = runs.Then(FailureRuns.Failure);
        return new WindowDelta
        {
            Generation = generation,
            Failures = failures,
            Slow = slow,
            Latencies = LatencyHistogram.Of(Enumerable.Repeat(took ?? Fast, successes)),
            Runs = failuresFirst ? runs.Then(good) : good.Then(runs),
        };
    }

    internal static WindowDelta Probed(long generation, int succeeded = 0, int failed = 0, int inconclusive = 0, int slow = 0)
    {
        var tally = default(ProbeTally);
        for (var i = 0; i < inconclusive; i++)
            tally = tally.Then(ProbeTally.Of(ProbeVerdict.Inconclusive));

        // A success after every failure keeps failures from standing in a row while there are successes left.
        for (int good = succeeded, bad = failed; good + bad > 0;)
        {
            if (bad > 0)
            {
                tally = tally.Then(ProbeTally.Of(ProbeVerdict.Failed));
                bad--;
            }

            for (var take = bad > 0 ? Math.Min(1, good) : good; take > 0; take--, good--)
                tally = tally.Then(ProbeTally.Of(ProbeVerdict.Succeeded, slow-- > 0));
        }

        return new WindowDelta { Generation = generation, Probes = tally };
    }

    internal BreakerTransition? Happen(BreakerEvent happened)
    {
        var step = Breaker.Step(State, happened, _options, Now);
        State = step.State;
        return Last = step.Transition;
    }

    internal BreakerTransition? Report(int successes = 0, int failures = 0, TimeSpan? took = null, int slow = 0, bool failuresFirst = false) =>
        Happen(new BreakerEvent.Report(Seen(State.Generation, successes, failures, took, slow, failuresFirst)));

    internal BreakerTransition? Probe(int succeeded = 0, int failed = 0, int inconclusive = 0, int slow = 0) =>
        Happen(new BreakerEvent.Report(Probed(State.Generation, succeeded, failed, inconclusive, slow)));

    internal BreakerTransition? Tick() => Happen(new BreakerEvent.Tick());

    internal BreakerTransition? Pass(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return Tick();
    }

    internal void JumpClock(TimeSpan by) => Now += by;

    internal BreakerBench Opened()
    {
        Report(failures: _options.ConsecutiveFailures);
        Assert.Equal(BreakerMode.Open, State.Mode);
        return this;
    }

    internal BreakerBench HalfOpened()
    {
        Opened();
        Now = State.IsolationUntil!.Value;
        Tick();
        Assert.Equal(BreakerMode.HalfOpen, State.Mode);
        return this;
    }

    internal BreakerBench Held()
    {
        Happen(new BreakerEvent.Isolate("maintenance"));
        Assert.True(State.HeldByOperator);
        return this;
    }
}
