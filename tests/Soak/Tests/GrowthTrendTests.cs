using Holdfast.Soak.Judging;
using Holdfast.Soak.Running;

namespace Holdfast.Soak.Tests;

public sealed class GrowthTrendTests
{
    private const double MiB = 1024 * 1024;
    private static readonly SoakThresholds Thresholds = SoakTimes.Brisk.Thresholds;

    [Theory]
    [InlineData(13)]
    [InlineData(30)]
    [InlineData(240)]
    public void GrowsBeyond_SawtoothAndBacklogsWithoutLeak_DoesNotGrow(int minutes)
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.False(Memory(seed, minutes, leakPerMinute: 0), $"seed {seed}");
    }

    [Theory]
    [InlineData(13, 8)]
    [InlineData(30, 3)]
    [InlineData(240, 0.5)]
    public void GrowsBeyond_LeakBelowTheSawtooth_Grows(int minutes, double mebibytesPerMinute)
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.True(Memory(seed, minutes, mebibytesPerMinute), $"seed {seed}");
    }

    [Fact]
    public void GrowsBeyond_FirstMinuteOfALeak_IsLeftToALongerRun()
    {
        for (var seed = 0; seed < 20; seed++)
            Assert.False(Memory(seed, minutes: 1, leakPerMinute: 6, SoakTimes.Fast.Thresholds), $"seed {seed}");
    }

    [Fact]
    public void GrowsBeyond_OneHandleIn10SecondsForHalfAnHour_Grows()
    {
        var trend = GrowthTrend.Of([.. Enumerable.Range(0, 180).Select(static at => (TimeSpan.FromSeconds(10 * at), 280.0 + (at % 13) + (at % 40 == 0 ? 60 : 0) + at))]);
        Assert.True(trend!.GrowsBeyond(Thresholds.Handles, 0));
    }

    [Fact]
    public void GrowsBeyond_OneStepThatStays_IsNoTrendYetButALargeRise()
    {
        // Half of the parts are as high as each other: a limit that was filled, such as a pool of connections.
        var trend = GrowthTrend.Of([.. Enumerable.Range(0, 160).Select(static at => (TimeSpan.FromSeconds(10 * at), at < 80 ? 100.0 : 200.0))]);
        Assert.False(trend!.GrowsBeyond(Thresholds.Handles, 0));
    }

    [Fact]
    public void Of_TooFewSamples_IsNotMeasured() =>
        Assert.Null(GrowthTrend.Of([.. Enumerable.Range(0, (GrowthTrend.Parts * GrowthTrend.SamplesPerPart) - 1).Select(static at => (TimeSpan.FromSeconds(at), 1.0))]));

    /// <summary>A heap of 150 to 210 MiB that falls back at every collection, some backlogs that add 100 MiB for a while, and a leak.</summary>
    private static bool Memory(int seed, int minutes, double leakPerMinute, SoakThresholds? thresholds = null)
    {
        var random = new Random(seed);
        var samples = new List<(TimeSpan At, double Value)>();
        var (sawtooth, backlog) = (0.0, 0);
        for (var second = 0; second < minutes * 60; second += minutes < 60 ? 2 : 20)
        {
            sawtooth = sawtooth > 60 ? 0 : sawtooth + (random.NextDouble() * 8);
            backlog = random.Next(60) == 0 ? 15 : Math.Max(0, backlog - 1);
            samples.Add((TimeSpan.FromSeconds(second), (150 + sawtooth + (backlog > 0 ? 100 : 0) + (leakPerMinute * second / 60)) * MiB));
        }

        return GrowthTrend.Of(samples)!.GrowsBeyond((thresholds ?? Thresholds).Memory.Bytes, (thresholds ?? Thresholds).Memory.Share);
    }
}
