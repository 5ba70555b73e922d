using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Standalone.Tests.Commands.Drilling;

public sealed class DrillTallyTests
{
    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.95, 95)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    public void Percentile_HundredValues_IsTheNearestRank(double share, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DrillTally.Percentile(Enumerable.Range(1, 100).Reverse().Select(static value => (float)value), share));

    [Fact]
    public void WorstPercentile_NoAnswers_IsNotMeasured() => Assert.Null(new DrillTally().WorstPercentile(0.99));

    [Fact]
    public void WorstPercentile_ShortBadPhaseAmongCalmOnes_IsThatOfTheBadOne()
    {
        var tally = new DrillTally();
        foreach (var (phase, count, seconds) in new[] { ("calm", 10_000, 1), ("hung", 10, 5), ("calm again", 10_000, 1) })
        {
            tally.Begin(phase);
            for (var number = 0; number < count; number++)
                tally.Answered("hot", "primary", TimeSpan.FromSeconds(seconds), fault: null);
        }

        Assert.Equal(TimeSpan.FromSeconds(5), tally.WorstPercentile(0.99));
    }

    [Theory]
    [InlineData(0, "hot secondary", "hot secondary", "hot deferred", "warm tertiary")]
    [InlineData(1, "hot secondary", "hot secondary", "hot primary")]
    [InlineData(1, "hot secondary", "hot secondary", "hot tertiary")]
    [InlineData(2, "hot primary", "warm primary", "warm secondary")]
    public void Elsewhere_AnswersBesideAnIsolatedPrimary_CountsWhatContradictsTheBreakers(int elsewhere, params string[] answers) => Assert.Equal(
        elsewhere, DrillRun.Elsewhere([.. answers.Select(static answer => answer.Split(' ')).Select(static parts => (parts[0], parts[1], 0f))]));

    [Fact]
    public void Begin_ManyPointsAtOnce_HaveTimestampsOfTheirOwn()
    {
        var (ledger, now) = (new DrillLedger(), DateTimeOffset.UtcNow);
        var times = Enumerable.Range(0, 1000).AsParallel().Select(_ => ledger.Begin("hot", now).Time).ToHashSet();
        Assert.Equal(1000, times.Count);
        Assert.Equal((times.Min(), times.Max()), (ledger.First, ledger.Last));
    }
}
