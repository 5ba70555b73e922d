using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Routing.Breakers;

namespace Holdfast.Routing.Tests.Breakers;

public class WindowDeltaTests
{
    private static readonly Arbitrary<bool[][]> Cuts = Gen.Elements(true, false).ListOf().Select(list => list.ToArray())
        .ListOf().Select(list => list.ToArray()).ToArbitrary();

    [Fact]
    public void Runs_HoweverCutIntoStretches_AreThoseOfTheWholeSequence() =>
        Prop.ForAll(Cuts, cuts =>
        {
            var whole = cuts.SelectMany(cut => cut).ToArray();
            var joined = cuts.Select(RunsOf).Aggregate(default(FailureRuns), (left, right) => left.Then(right));
            var fromTheRight = cuts.Select(RunsOf).Reverse().Aggregate(default(FailureRuns), (right, left) => left.Then(right));
            var text = string.Concat(whole.Select(success => success ? 'S' : 'F'));
            var runs = text.Split('S');
            var expected = text.Length == 0
                ? default
                : new FailureRuns(runs[0].Length, runs.Max(run => run.Length), runs[^1].Length, text.Contains('S', StringComparison.Ordinal));
            return joined == expected && fromTheRight == expected;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Then_OfThreeDeltas_IsAssociativeAndSurvivesJson() =>
        Prop.ForAll(Cuts.Generator.Three().ToArbitrary(), three =>
        {
            var (a, b, c) = (DeltaOf(three.Item1), DeltaOf(three.Item2), DeltaOf(three.Item3));
            var left = a.Then(b).Then(c);
            return left == a.Then(b.Then(c)) && left == JsonSerializer.Deserialize<WindowDelta>(JsonSerializer.Serialize(left))
                && left.Then(new WindowDelta { Generation = 3 }) == left && new WindowDelta { Generation = 3 }.Then(left) == left;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Then_OfTwoGenerations_KeepsTheNewer()
    {
        var older = BreakerBench.Seen(4, failures: 2);
        var newer = BreakerBench.Seen(5, successes: 1);

        Assert.Same(newer, older.Then(newer));
        Assert.Same(newer, newer.Then(older));
    }

    private static FailureRuns RunsOf(bool[] outcomes) =>
        outcomes.Aggregate(default(FailureRuns), (runs, success) => runs.Then(success ? FailureRuns.Success : FailureRuns.Failure));

    private static WindowDelta DeltaOf(bool[][] outcomes)
    {
        var all = outcomes.SelectMany(cut => cut).ToArray();
        return new WindowDelta
        {
            Generation = 3,
            Failures = all.Count(success => !success),
            Slow = all.Count(success => success) / 2,
            Latencies = LatencyHistogram.Of(all.Where(success => success).Select((_, i) => TimeSpan.FromMilliseconds(i))),
            Runs = RunsOf(all),
            Probes = all.Aggregate(
                default(ProbeTally), (tally, good) => tally.Then(ProbeTally.Of(good ? ProbeVerdict.Succeeded : ProbeVerdict.Failed, good))),
        };
    }
}
