using FsCheck;
using FsCheck.Fluent;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class LineReaderPropertyTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(30);

    [Fact]
    public void Read_AnyText_AgreesWithTheGrammarWrittenAsARegularExpression() =>
        Prop.ForAll(LineTexts.Any, Gen.Elements(Enum.GetValues<TimestampPrecision>()).ToArbitrary(), Agree).Check(Thorough);

    [Fact]
    public void Write_AnyAcceptedPoint_ReadsBackAsTheIdenticalPoint() => Prop.ForAll(LineTexts.Any, RoundTrips).Check(Thorough);

    [Fact]
    public void Read_ArbitraryBytes_NeverThrowsAndAlwaysEnds() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static text =>
        {
            var (points, rejections) = DecodedPoint.ReadAll(text);
            return points.Count + rejections.Count <= text.Length;
        }).Check(Thorough);

    [Fact]
    public void Read_EveryPrefixOfASoundText_AgreesWithTheGrammar()
    {
        // Every length puts the text's end, and the end of a block of 64 bytes, at every part of a line.
        var whole = System.Text.Encoding.UTF8.GetBytes(
            "we\\ ather,loc\\=ation=us\\,mid\\ west temp=82i,hum=71.5,ok=t,note=\"a \\\"b\\\" \\\\ c\nd\" -1465839830100400200\r\n# rem\n\ncpu a=1,b=2.5e3 5\n");
        for (var start = 0; start < 64; start++)
        {
            for (var length = 0; length <= whole.Length; length++)
                Agree([.. Enumerable.Repeat((byte)'\n', start), .. whole[..length]], TimestampPrecision.Nanoseconds);
        }
    }

    private static void Agree(byte[] text, TimestampPrecision precision)
    {
        var reader = new LineReader(text, precision);
        while (true)
        {
            var start = RegexOracle.SkipNothing(text, reader.Position);
            var status = reader.Read(out var point, out var rejection);
            if (status == LineStatus.End)
            {
                Assert.Equal(text.Length, start);
                return;
            }

            var line = 1 + text.AsSpan(0, start).Count((byte)'\n');
            Assert.Equal(start, point.Start);
            Assert.Equal(line, point.Line);
            if (RegexOracle.Read(text, start, precision) is { } expected)
            {
                Assert.True(status == LineStatus.Point, $"{rejection}");
                Assert.Equal(expected.Point.ToString(), DecodedPoint.From(text, point).ToString());
                Assert.Equal(expected.End, reader.Position);
            }
            else
            {
                Assert.Equal(LineStatus.Rejected, status);
                AssertSound(text, point, rejection!, reader.Position);
            }
        }
    }

    private static void AssertSound(byte[] text, in PointLine point, Rejection rejection, int position)
    {
        Assert.True(position == text.Length || text[position - 1] == '\n', "Reading must go on at the start of a line.");
        Assert.True(position > point.Start && point.End <= position);
        var fault = OffsetOf(text, rejection);
        Assert.InRange(fault, point.Start, position);
        Assert.DoesNotContain(rejection.Message, char.IsControl);
        Assert.InRange(rejection.Message.Length, 1, 250);
    }

    private static int OffsetOf(byte[] text, Rejection rejection)
    {
        var lineStart = 0;
        for (var line = 1; line < rejection.Line; line++)
            lineStart = Array.IndexOf(text, (byte)'\n', lineStart) + 1;
        return lineStart + rejection.Column - 1;
    }

    private static void RoundTrips(byte[] text)
    {
        const long DefaultTime = -77;
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
        for (var status = reader.Read(out var point, out _); status != LineStatus.End; status = reader.Read(out point, out _))
        {
            if (status != LineStatus.Point)
                continue;
            var written = new byte[LineWriter.MaxLength(point)];
            var length = LineWriter.Write(text, point, DefaultTime, written);
            var again = written[..length];
            var (points, rejections) = DecodedPoint.ReadAll(again);
            Assert.Empty(rejections);
            var original = DecodedPoint.From(text, point);
            Assert.Equal((original with { Time = original.Time ?? DefaultTime }).ToString(), Assert.Single(points).ToString());
            Assert.Equal([length], PointBoundaries.Find(again));
        }
    }
}
