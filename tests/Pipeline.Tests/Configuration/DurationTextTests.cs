using FsCheck;
using FsCheck.Fluent;
using Holdfast.Pipeline.Configuration;

namespace Holdfast.Pipeline.Tests.Configuration;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("00:00:01.500", 15_000_000)]
    [InlineData("7.00:00:00", 7 * TimeSpan.TicksPerDay)]
    [InlineData("10:30", (10 * TimeSpan.TicksPerHour) + (30 * TimeSpan.TicksPerMinute))]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("7d", 7 * TimeSpan.TicksPerDay)]
    [InlineData("90s", 90 * TimeSpan.TicksPerSecond)]
    [InlineData("500ms", 500 * TimeSpan.TicksPerMillisecond)]
    [InlineData("1h30m", 90 * TimeSpan.TicksPerMinute)]
    [InlineData("1.5s", 15_000_000)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("1d2h3m4s5ms", 937_840_050_000)]
    [InlineData(" 5m ", 5 * TimeSpan.TicksPerMinute)]
    [InlineData("-5m", -5 * TimeSpan.TicksPerMinute)]
    public void TryParse_Duration_GivesItToTheTick(string text, long ticks)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(ticks, duration.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("1.5")]
    [InlineData("-")]
    [InlineData("s")]
    [InlineData("5 m")]
    [InlineData("5M")]
    [InlineData("5min")]
    [InlineData("5m1h")]
    [InlineData("5m5m")]
    [InlineData("5m5")]
    [InlineData("1.2.3s")]
    [InlineData("1e3s")]
    [InlineData("0.00001ms")]
    [InlineData("24:00:00")]
    [InlineData("00:60:00")]
    [InlineData("10675200d")]
    [InlineData("9999999999999999d")]
    [InlineData("99999999999999999s")]
    [InlineData("--5m")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(TimeSpan.TicksPerDay, "1d")]
    [InlineData(90 * TimeSpan.TicksPerMinute, "1h30m")]
    [InlineData(15_000_000, "1s500ms")]
    [InlineData(1, "0.0001ms")]
    [InlineData(-TimeSpan.TicksPerSecond, "-1s")]
    public void Format_Duration_IsShort(long ticks, string text) => Assert.Equal(text, DurationText.Format(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Format_AnyDuration_ReadsBackAsItself() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(ArbMap.Default.ArbFor<TimeSpan>(), static duration =>
            DurationText.TryParse(DurationText.Format(duration), out var back) && back == duration));

    [Fact]
    public void Format_Extremes_ReadBackAsThemselves()
    {
        foreach (var extreme in new[] { TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.MinValue + TimeSpan.FromTicks(1) })
        {
            Assert.True(DurationText.TryParse(DurationText.Format(extreme), out var back));
            Assert.Equal(extreme, back);
        }
    }

    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(
            Gen.Elements("0123456789.:-dhms \u0661x".ToCharArray()).ListOf().Select(static letters => string.Concat(letters)).ToArbitrary(),
            static text => DurationText.TryParse(text, out _) || true));
}
