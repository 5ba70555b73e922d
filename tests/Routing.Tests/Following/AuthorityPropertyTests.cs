using FsCheck;
using FsCheck.Fluent;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Following;
using Holdfast.Routing.Tests.Breakers;

namespace Holdfast.Routing.Tests.Following;

/// <summary>What holds however often and in whatever order messages are delivered.</summary>
public sealed class AuthorityPropertyTests
{
    private static readonly BreakerOptions Calm = new() { Jitter = 0, ConsecutiveFailures = 1_000_000, MinimumThroughput = 1_000_000 };

    private static readonly Gen<AuthorityEvent> Events =
        from instance in Gen.Elements("a", "b", "c", "d")
        from number in Gen.Frequency((8, Gen.Choose(1, 40)), (1, Gen.Elements(0, -1, 500)))
        from generation in Gen.Choose(0, 4)
        from successes in Gen.Choose(0, 20)
        from failures in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 4)))
        from probes in Gen.Choose(0, 6)
        from kind in Gen.Choose(0, 13)
        let origin = new Origin(instance, number)
        select kind switch
        {
            0 => new AuthorityEvent.Isolate("why", number % 2 == 0 ? null : origin),
            1 => new AuthorityEvent.Restore(number % 2 == 0 ? null : origin),
            2 => new AuthorityEvent.ProbeEarly(generation, number % 2 == 0 ? null : origin),
            3 or 4 => (AuthorityEvent)new AuthorityEvent.Tick(),
            _ => new AuthorityEvent.Report(new BreakerReport(
                origin, BreakerBench.Seen(generation, successes, failures) with { Probes = BreakerBench.Probed(0, probes).Probes }, number % 3 == 0)),
        };

    private static readonly Arbitrary<(int Seconds, AuthorityEvent Event)[]> Histories = (
        from seconds in Gen.Frequency((12, Gen.Choose(0, 20)), (4, Gen.Choose(20, 900)), (1, Gen.Elements(-3, -7, -4000)))
        from happened in Events
        select (seconds, happened)).ListOf(100).Select(list => list.ToArray()).ToArbitrary();

    [Fact]
    public void Step_OnAnyHistory_StaysSoundAndTheSameThroughJson() =>
        Prop.ForAll(Histories, history =>
        {
            var options = new BreakerOptions();
            var (state, now) = (Authority.Create(7, BreakerBench.Start), BreakerBench.Start);
            foreach (var (seconds, happened) in history)
            {
                now += TimeSpan.FromSeconds(seconds * 0.997);
                var before = state;
                var step = Authority.Step(state, happened, options, now);
                var twin = Authority.Step(AuthorityBench.Copy(state), happened, options, now);
                state = step.State;
                Assert.True(state.IsSound);
                Assert.True(state.IsNewerThan(before));
                Assert.Equal(AuthorityBench.Json(state), AuthorityBench.Json(twin.State));
                Assert.True(state.Breaker.Generation >= before.Breaker.Generation);

                // Whatever it was, its second delivery finds that it has counted.
                if (step.Counted && happened is AuthorityEvent.Report or AuthorityEvent.Isolate { Origin: not null } or AuthorityEvent.Restore { Origin: not null })
                    Assert.False(Authority.Step(state, happened, options, now).Counted);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Step_OnMessagesDoubledAndShuffled_CountsEachOnce() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            // Four instances with forty reports each, in an order of which no instance's is further off than the span.
            var random = new Random(seed);
            var all = Enumerable.Range(0, 160).Select(i => AuthorityBench.Seen($"i{i % 4}", (i / 4) + 1, successes: 1 + (i % 7), failures: i % 3)).ToList();
            var doubled = all.SelectMany(report => Enumerable.Repeat(report, 1 + random.Next(3))).ToArray();
            random.Shuffle(doubled);
            var state = Authority.Create(1, BreakerBench.Start);
            foreach (var report in doubled)
                state = Authority.Step(state, report, Calm, BreakerBench.Start).State;
            Assert.Equal(all.Sum(static report => report.Content.Delta.Successes), state.Breaker.Window.Sum(static slice => slice.Successes));
            Assert.Equal(all.Sum(static report => report.Content.Delta.Failures), state.Breaker.Window.Sum(static slice => slice.Failures));
            Assert.Equal(4, state.Marks.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Json_OfTheLargestState_StaysWithinItsBound()
    {
        var bench = new AuthorityBench(Calm);
        for (var i = 0; i < Authority.MaximumInstances + 10; i++)
        {
            bench.Pass(0.1);
            bench.Happen(AuthorityBench.Seen($"{i:D4}{new string('x', InstanceMark.MaximumInstance - 4)}", InstanceMark.MaximumNumber - i, successes: 3));
        }

        Assert.Equal(Authority.MaximumInstances, bench.State.Marks.Length);
        Assert.InRange(AuthorityBench.Json(bench.State).Length, 1, 128 * 1024);
    }
}
