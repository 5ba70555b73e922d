using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class DigitsTests
{
    [Fact]
    public void ReadUnsigned_AnyByteAtAnyPlace_IsADigitOrNoNumber()
    {
        for (var place = 0; place < 17; place++)
        {
            for (var value = 0; value < 256; value++)
            {
                var text = "12345678901234567u"u8.ToArray();
                text[place] = (byte)value;
                if (char.IsAsciiDigit((char)value))
                    Assert.Equal(ulong.Parse(text.AsSpan(0, 17)), FieldValues.ReadUnsigned(text));
                else
                    Assert.Throws<FormatException>(() => FieldValues.ReadUnsigned(text));
            }
        }
    }

    [Fact]
    public void Read_AnyTwoBytesInANumber_AgreesWithTheGrammar()
    {
        for (var first = 0; first < 256; first++)
        {
            for (var second = 0; second < 256; second++)
            {
                byte[] text = [.. "m f=1"u8, (byte)first, (byte)second, .. "2,pad_to_sixteen=1"u8];
                var expected = RegexOracle.Read(text, 0, TimestampPrecision.Nanoseconds)?.Point.ToString();
                Assert.Equal(expected, DecodedPoint.ReadAll(text).Points.FirstOrDefault()?.ToString());
            }
        }
    }
}
