using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class TimestampPrecisionsTests
{
    [Theory]
    [InlineData(null, TimestampPrecision.Nanoseconds)]
    [InlineData("", TimestampPrecision.Nanoseconds)]
    [InlineData("ns", TimestampPrecision.Nanoseconds)]
    [InlineData("n", TimestampPrecision.Nanoseconds)]
    [InlineData("us", TimestampPrecision.Microseconds)]
    [InlineData("u", TimestampPrecision.Microseconds)]
    [InlineData("\u00B5s", TimestampPrecision.Microseconds)]
    [InlineData("\u00B5", TimestampPrecision.Microseconds)]
    [InlineData("\u03BCs", TimestampPrecision.Microseconds)]
    [InlineData("\u03BC", TimestampPrecision.Microseconds)]
    [InlineData("ms", TimestampPrecision.Milliseconds)]
    [InlineData("s", TimestampPrecision.Seconds)]
    [InlineData("m", TimestampPrecision.Minutes)]
    [InlineData("h", TimestampPrecision.Hours)]
    public void TryParse_KnownName_IsItsPrecision(string? text, TimestampPrecision expected)
    {
        Assert.True(TimestampPrecisions.TryParse(text, out var precision));
        Assert.Equal(expected, precision);
    }

    [Theory]
    [InlineData("NS")]
    [InlineData(" ns")]
    [InlineData("d")]
    [InlineData("nanoseconds")]
    public void TryParse_UnknownName_IsRefused(string text) => Assert.False(TimestampPrecisions.TryParse(text, out _));

    [Theory]
    [InlineData(TimestampPrecision.Nanoseconds, -1, -1)]
    [InlineData(TimestampPrecision.Microseconds, 1_999, 1_000)]
    [InlineData(TimestampPrecision.Seconds, 946730096789012345, 946730096000000000)]
    [InlineData(TimestampPrecision.Seconds, 1_000_000_000, 1_000_000_000)]
    [InlineData(TimestampPrecision.Seconds, 0, 0)]
    [InlineData(TimestampPrecision.Seconds, -1, -1_000_000_000)]
    [InlineData(TimestampPrecision.Seconds, -1_000_000_000, -1_000_000_000)]
    [InlineData(TimestampPrecision.Hours, 3_600_000_000_001, 3_600_000_000_000)]
    [InlineData(TimestampPrecision.Seconds, long.MinValue, -9223372036000000000)]
    [InlineData(TimestampPrecision.Seconds, -9223372036000000000, -9223372036000000000)]
    [InlineData(TimestampPrecision.Seconds, -9223372035000000001, -9223372036000000000)]
    [InlineData(TimestampPrecision.Seconds, long.MaxValue, 9223372036000000000)]
    public void Truncate_Time_IsTheWholeUnitBelow(TimestampPrecision precision, long time, long expected) =>
        Assert.Equal(expected, precision.Truncate(time));

    [Fact]
    public void Factor_NoPrecision_Throws() => Assert.Throws<ArgumentOutOfRangeException>(static () => ((TimestampPrecision)99).Factor());
}
