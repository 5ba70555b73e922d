using System.Buffers;
using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class LineWriterTests
{
    [Theory]
    [InlineData("m f=1", "m f=1 -42\n")]
    [InlineData("  m,a=b   f=1,g=\"x \r\ny\"   7  \r\n", "m,a=b f=1,g=\"x \r\ny\" 7000000\n")]
    [InlineData("m\\ ,a=b\\  f=1 007", "m\\ ,a=b\\  f=1 7000000\n")]
    [InlineData("m f=1 0", "m f=1 0\n")]
    public void Write_Point_IsItsNormalForm(string text, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new LineReader(bytes, TimestampPrecision.Milliseconds);
        Assert.Equal(LineStatus.Point, reader.Read(out var point, out _));
        var writer = new ArrayBufferWriter<byte>();
        LineWriter.Write(bytes, point, -42, writer);

        Assert.Equal(expected, Encoding.UTF8.GetString(writer.WrittenSpan));
    }

    [Fact]
    public void Write_LongestTimestamp_FillsTheBoundExactly()
    {
        var text = "m,a=b f=1 -9223372036854775808"u8;
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
        reader.Read(out var point, out _);
        var destination = new byte[LineWriter.MaxLength(point)];

        Assert.Equal(destination.Length, LineWriter.Write(text, point, 0, destination));
        Assert.Equal("m,a=b f=1 -9223372036854775808\n", Encoding.UTF8.GetString(destination));
    }

    [Fact]
    public void Write_DestinationOneByteShort_Throws()
    {
        var text = "m f=1 5"u8.ToArray();
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds);
        reader.Read(out var point, out _);
        var length = LineWriter.MaxLength(point);

        Assert.Throws<ArgumentException>(() => LineWriter.Write(text, point, 0, new byte[length - 1]));
    }
}
