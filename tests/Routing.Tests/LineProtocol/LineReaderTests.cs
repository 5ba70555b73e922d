using System.Globalization;
using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class LineReaderTests
{
    [Fact]
    public void Read_EveryPartPresent_TellsTheirOffsets()
    {
        var text = "\n  m,a=b,c=d   x=1,y=\"z\"   15  \r\n"u8;
        var reader = new LineReader(text, TimestampPrecision.Microseconds);

        Assert.Equal(LineStatus.Point, reader.Read(out var point, out var rejection));
        Assert.Null(rejection);
        Assert.Equal(2, point.Line);
        Assert.Equal("m", Encoding.UTF8.GetString(text[point.Start..point.MeasurementEnd]));
        Assert.Equal("a=b,c=d", Encoding.UTF8.GetString(text[point.TagsStart..point.TagsEnd]));
        Assert.Equal("x=1,y=\"z\"", Encoding.UTF8.GetString(text[point.FieldsStart..point.FieldsEnd]));
        Assert.Equal("15", Encoding.UTF8.GetString(text[point.TimestampStart..point.TimestampEnd]));
        Assert.Equal(point.TimestampEnd, point.End);
        Assert.Equal((true, 15_000L), (point.HasTime, point.Time));
        Assert.Equal(text.Length, reader.Position);
        Assert.Equal(LineStatus.End, reader.Read(out point, out rejection));
        Assert.Equal(default, point);
        Assert.Null(rejection);
    }

    [Fact]
    public void Read_NoTagsAndNoTime_GivesEmptyRanges()
    {
        var reader = new LineReader("m f=1  \n"u8, TimestampPrecision.Nanoseconds);

        Assert.Equal(LineStatus.Point, reader.Read(out var point, out _));
        Assert.Equal(point.MeasurementEnd, point.TagsEnd);
        Assert.Equal(point.TagsStart, point.TagsEnd);
        Assert.Equal(point.FieldsEnd, point.End);
        Assert.Equal((false, 0L), (point.HasTime, point.Time));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("  \r\n \n\r")]
    [InlineData("# only a comment")]
    [InlineData("  # only a comment\r")]
    [InlineData("#\n# m f=1\r\n#é")]
    public void Read_NothingButBlanksAndComments_IsTheEnd(string text)
    {
        var (points, rejections) = DecodedPoint.ReadAll(Encoding.UTF8.GetBytes(text));
        Assert.Empty(points);
        Assert.Empty(rejections);
    }

    [Fact]
    public void Read_CommentWithBytesThatAreNotUtf8_PassesOverIt()
    {
        var (points, rejections) = DecodedPoint.ReadAll([(byte)'#', 0xFF, (byte)'\n', .. "m f=1"u8]);
        Assert.Single(points);
        Assert.Empty(rejections);
    }

    [Theory]
    [InlineData("bad\nm f=1 1\nm f=2 2", "1", "1 2")]
    [InlineData("m f=\"open\nm f=1 1\nm f=2 2", "1", "1 2")] // A quote that never closes costs its own line only.
    [InlineData("m f=\"open 1\nm f=\"x\" 2\nm f=3 3", "1", "2 3")] // It closes where the next string opens, and is found out there.
    [InlineData("m f=\"a\nb\",g=bad 1\nm f=2 2", "2", "2")] // A string that closes soundly is passed over as a whole.
    [InlineData("m f=bad,g=\"a\nm f=1 1\n\" 5\nm f=2 2", "1 3", "1 2")] // Behind a fault, newlines count even within quotes.
    [InlineData("m,a=b,a=c f=\"x\nm f=1 1\n\" 5\nm f=2 2", "1", "2")] // A sound shape with a key twice ends where it would have ended.
    [InlineData("m f=\"1\n2\n3\" 1\nbad\nm f=2 2", "4", "1 2")]
    public void Read_AfterARejection_GoesOnWithTheNextLine(string text, string rejectedLines, string times)
    {
        var (points, rejections) = DecodedPoint.ReadAll(Encoding.UTF8.GetBytes(text));
        Assert.Equal(rejectedLines, string.Join(' ', rejections.Select(static rejection => rejection.Line)));
        Assert.Equal(times, string.Join(' ', points.Select(static point => point.Time)));
    }

    [Fact]
    public void Read_RejectedLine_TellsWhichBytesWereGivenUp()
    {
        var text = "m f=1\n  bad line\r\nm f=2"u8;
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
        reader.Read(out _, out _);

        Assert.Equal(LineStatus.Rejected, reader.Read(out var point, out _));
        Assert.Equal(2, point.Line);
        Assert.Equal("bad line", Encoding.UTF8.GetString(text[point.Start..point.End]));
    }

    [Theory]
    [InlineData(TimestampPrecision.Nanoseconds, 1L, 9223372036854775807L)]
    [InlineData(TimestampPrecision.Microseconds, 1_000L, 9223372036854775L)]
    [InlineData(TimestampPrecision.Milliseconds, 1_000_000L, 9223372036854L)]
    [InlineData(TimestampPrecision.Seconds, 1_000_000_000L, 9223372036L)]
    [InlineData(TimestampPrecision.Minutes, 60_000_000_000L, 153722867L)]
    [InlineData(TimestampPrecision.Hours, 3_600_000_000_000L, 2562047L)]
    public void Read_TimestampAtAndBeyondTheLimit_IsConvertedOrRejected(TimestampPrecision precision, long factor, long most)
    {
        Assert.Equal(most * factor, TimeOf(most, precision));
        Assert.Equal(-most * factor, TimeOf(-most, precision));
        Assert.Null(TimeOf((Int128)most + 1, precision));
        Assert.Equal(precision == TimestampPrecision.Nanoseconds ? long.MinValue : null, TimeOf(-(Int128)most - 1, precision));
        Assert.Null(TimeOf(-(Int128)most - 2, precision));
    }

    [Theory]
    [InlineData("-9223372036854775808i", true)]
    [InlineData("-9223372036854775809i", false)]
    [InlineData("9223372036854775807i", true)]
    [InlineData("9223372036854775808i", false)]
    [InlineData("-00000000000000000000000009223372036854775808i", true)]
    [InlineData("99999999999999999999999999999999999999i", false)]
    [InlineData("18446744073709551614u", true)]
    [InlineData("18446744073709551615u", true)]
    [InlineData("18446744073709551616u", false)]
    [InlineData("184467440737095516150u", false)]
    [InlineData("1.7976931348623157e308", true)]
    [InlineData("-1.7976931348623157e308", true)]
    [InlineData("1.797693134862315808e308", false)]
    [InlineData("-1e309", false)]
    [InlineData("1e-400", true)]
    [InlineData("0e999999999999", true)]
    public void Read_NumberAtItsLimit_IsTakenOrRejected(string value, bool taken)
    {
        foreach (var tail in new[] { "", ",pad=\"0123456789abcdef\" 5" })
        {
            var (points, rejections) = DecodedPoint.ReadAll(Encoding.UTF8.GetBytes($"m f={value}{tail}"));
            Assert.Equal(taken ? 1 : 0, points.Count);
            Assert.All(rejections, static rejection => Assert.Equal(RejectionCode.NumberOutOfRange, rejection.Code));
        }
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 0)]
    public void Read_LineAtItsLongest_IsTakenOrRejectedAsAWhole(int length, int taken)
    {
        var line = $"m f=\"\n{new string('x', length - 7)}\"";
        var (points, rejections) = DecodedPoint.ReadAll(Encoding.UTF8.GetBytes($"  {line}   \r\nm f=1\n"), maxLineBytes: 10);

        Assert.Equal(taken + 1, points.Count);
        Assert.Equal(taken, DecodedPoint.ReadAll(Encoding.UTF8.GetBytes($"m,a=1,b=2 f={new string('1', length)}"), maxLineBytes: 22).Points.Count);
        if (taken == 0)
            Assert.Equal(new Rejection(2, 5, RejectionCode.LineTooLong, "found more than 10 bytes, expected a shorter line"), Assert.Single(rejections));
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, true)]
    [InlineData(33, true)]
    [InlineData(1023, true)]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void Read_TagsAtTheirMost_AreTakenOrRejectedAndDuplicatesFound(int count, bool taken)
    {
        var keys = Enumerable.Range(0, count).Select(static index => ((index * 7919) % 100_003).ToString(CultureInfo.InvariantCulture)).ToArray();
        if (!taken)
        {
            var refusal = Assert.Single(ReadTags(keys));
            Assert.Equal((RejectionCode.InvalidTag, "found more tags, expected at most 1024"), (refusal.Code, refusal.Message));
            return;
        }

        Assert.Empty(ReadTags(keys));
        keys[^1] = keys[count / 2];
        var rejection = Assert.Single(ReadTags(keys));
        Assert.Equal((RejectionCode.DuplicateTag, $"found tag key '{keys[^1]}' again, expected every tag key once"), (rejection.Code, rejection.Message));
        Assert.Equal(2 + keys[..^1].Sum(static key => key.Length + 3) + 1, rejection.Column);
    }

    [Fact]
    public void Read_ManyKeysThriceInALine_NamesTheFirstRepetition()
    {
        var keys = Enumerable.Range(0, 500).Select(static index => $"k{index % 200}").ToArray();
        Assert.Equal("found tag key 'k0' again, expected every tag key once", Assert.Single(ReadTags(keys)).Message);
        Assert.Equal("found tag key 'b' again, expected every tag key once", Assert.Single(ReadTags(["c", "b", "b", "c", "b"])).Message);
    }

    [Fact]
    public void Read_LimitBelowOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(static () => new LineReader([], TimestampPrecision.Nanoseconds, 0).Position);

    private static List<Rejection> ReadTags(IEnumerable<string> keys) =>
        DecodedPoint.ReadAll(Encoding.UTF8.GetBytes($"m,{string.Join(',', keys.Select(static key => $"{key}=v"))} f=1\n")).Rejections;

    private static long? TimeOf(Int128 units, TimestampPrecision precision)
    {
        var (points, rejections) = DecodedPoint.ReadAll(Encoding.UTF8.GetBytes($"m f=1 {units.ToString(CultureInfo.InvariantCulture)}"), precision);
        Assert.All(rejections, static rejection => Assert.Equal(RejectionCode.TimestampOutOfRange, rejection.Code));
        return points.SingleOrDefault()?.Time;
    }
}
