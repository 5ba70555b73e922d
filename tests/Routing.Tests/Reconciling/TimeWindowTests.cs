using Holdfast.Routing.Reconciling;

namespace Holdfast.Routing.Tests.Reconciling;

public sealed class TimeWindowTests
{
    [Fact]
    public void Split_EverySmallSpan_CoversItOnceWithAlignedWindows()
    {
        for (var from = -12L; from < 12; from++)
        {
            for (var to = from; to < 14; to++)
            {
                for (var length = 1L; length < 6; length++)
                {
                    var windows = new TimeWindow(from, to).Split(length);
                    Assert.Equal(Enumerable.Range(0, (int)(to - from)).Select(step => from + step), windows.SelectMany(Times));
                    Assert.All(windows.Skip(1), window => Assert.Equal(0, window.From % length));
                    Assert.All(windows, window => Assert.All(Times(window), time => Assert.Equal(TimeWindow.Align(window.From, length), TimeWindow.Align(time, length))));
                }
            }
        }
    }

    [Fact]
    public void Split_AtTheEndsOfTime_EndsAndStaysWithin()
    {
        Assert.Equal(new TimeWindow(long.MaxValue - 1, long.MaxValue), Assert.Single(new TimeWindow(long.MaxValue - 1, long.MaxValue).Split(1000)));
        Assert.Equal(new TimeWindow(long.MinValue, long.MinValue + 1), Assert.Single(new TimeWindow(long.MinValue, long.MinValue + 1).Split(long.MaxValue)));
    }

    [Fact]
    public void Halve_UntilShortest_CoversTheSame()
    {
        var window = new TimeWindow(0, TimeWindow.Shortest + 1);
        Assert.True(window.CanHalve);
        var (first, second) = window.Halve();
        Assert.Equal((0, TimeWindow.Shortest + 1), (first.From, second.To));
        Assert.Equal(first.To, second.From);
        Assert.False(first.CanHalve || second.CanHalve || new TimeWindow(0, TimeWindow.Shortest).CanHalve);
        Assert.True(new TimeWindow(long.MinValue, long.MaxValue).CanHalve);
    }

    [Theory]
    [InlineData(0, 3, false, false)]
    [InlineData(3, 0, true, true)]
    [InlineData(3, 2, true, true)]
    [InlineData(2, 3, true, true)]
    [InlineData(3, 3, false, true)]
    [InlineData(0, 0, false, false)]
    public void MustRead_CountsThereAndHere_ReadsWhatDiffersOrAllWhenExact(long there, long here, bool expected, bool exact)
    {
        Assert.Equal(expected, WindowCounts.MustRead(Counts(here), Counts(there), 60, exact: false));
        Assert.Equal(exact, WindowCounts.MustRead(Counts(here), Counts(there), 60, exact: true));
        Assert.False(WindowCounts.MustRead(Counts(here), Counts(there), 120, exact: true));
    }

    [Fact]
    public void Next_CalmAndTrouble_DoublesUpToTheLongestAndFallsBack()
    {
        var options = new ReconcileOptions { ShortestInterval = TimeSpan.FromMinutes(1), LongestInterval = TimeSpan.FromMinutes(5) };
        var interval = TimeSpan.Zero;
        var seen = new List<double>();
        foreach (var trouble in new[] { false, false, false, false, false, true, false })
            seen.Add((interval = ReconcilePace.Next(interval, trouble, options)).TotalMinutes);
        Assert.Equal([1, 2, 4, 5, 5, 1, 2], seen);
        Assert.Equal(TimeSpan.FromSeconds(50), ReconcilePace.Spreading(TimeSpan.FromSeconds(50), 0));
        Assert.Equal(TimeSpan.FromSeconds(45), ReconcilePace.Spreading(TimeSpan.FromSeconds(50), 0.5));
    }

    [Fact]
    public void Report_OfSeveralPairs_HasTheWorstOutcomeAndTheSums()
    {
        var pair = new PairReport { Store = "a", With = "b" }.Plus(new(1, 2, 3, 4, 5, 6, 7));
        var report = new ReconcileReport
        {
            Id = "x",
            Tier = "hot",
            Cause = ReconcileCause.Timer,
            Range = default,
            StartedAt = default,
            Pairs = [pair.Skip("m", default, "large"), pair.End(ReconcileOutcome.Owed, "owed").Skip("m", default, "x"), pair],
        };
        Assert.Equal(ReconcileOutcome.Owed, report.Outcome);
        Assert.Equal(new(3, 6, 11, 12, 15, 18, 21), report.Tally);
        Assert.True(report.Trouble);
        Assert.False((report with { Pairs = [new PairReport { Store = "a", With = "b" }.Skip("m", default, "large")] }).Trouble);
    }

    [Fact]
    public void PairReport_Samples_AreBounded()
    {
        var pair = new PairReport { Store = "a", With = "b" };
        for (var index = 0; index <= PairReport.MaxSamples; index++)
            pair = pair.Skip("m", new(index, index + 1), "x").Note($"note {index}").Note("note 0").Showing([new("m", index, "f", "1", "2")]);
        Assert.Equal(PairReport.MaxSamples, pair.Skipped.Length);
        Assert.Equal(PairReport.MaxSamples, pair.Notes.Length);
        Assert.Equal(PairReport.MaxSamples, pair.Conflicts.Length);
        Assert.Equal(PairReport.MaxSamples + 1, pair.Tally.Skipped);
    }

    private static IEnumerable<long> Times(TimeWindow window) => Enumerable.Range(0, (int)(window.To - window.From)).Select(step => window.From + step);

    private static WindowCounts Counts(long count) => new([new((60L, "f"), count)]);
}
