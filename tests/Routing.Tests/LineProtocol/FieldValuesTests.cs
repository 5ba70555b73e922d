using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class FieldValuesTests
{
    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("-0.", -0.0)]
    [InlineData(".5", 0.5)]
    [InlineData("1.", 1.0)]
    [InlineData("1.e5", 1e5)]
    [InlineData("6.632243e+06", 6632243.0)]
    [InlineData("0.1", 0.1)]
    [InlineData("5e-324", 5e-324)]
    [InlineData("1.7976931348623157E308", double.MaxValue)]
    public void ReadFloat_Accepted_IsTheNearestDouble(string text, double expected) =>
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(FieldValues.ReadFloat(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void ReadInteger_Limits_AreExact()
    {
        Assert.Equal(long.MinValue, FieldValues.ReadInteger("-9223372036854775808i"u8));
        Assert.Equal(long.MaxValue, FieldValues.ReadInteger("09223372036854775807i"u8));
        Assert.Equal(0, FieldValues.ReadInteger("-0i"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("i")]
    [InlineData("-i")]
    [InlineData("1")]
    [InlineData("1u")]
    [InlineData("9223372036854775808i")]
    public void ReadInteger_NotAnAcceptedInteger_Throws(string text) =>
        Assert.Throws<FormatException>(() => FieldValues.ReadInteger(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("u")]
    [InlineData("-1u")]
    [InlineData("18446744073709551616u")]
    public void ReadUnsigned_NotAnAcceptedUnsigned_Throws(string text) =>
        Assert.Throws<FormatException>(() => FieldValues.ReadUnsigned(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("t", true)]
    [InlineData("True", true)]
    [InlineData("F", false)]
    [InlineData("FALSE", false)]
    public void ReadBoolean_Accepted_IsItsMeaning(string text, bool expected) =>
        Assert.Equal(expected, FieldValues.ReadBoolean(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    public void ReadBoolean_NotABoolean_Throws(string text) =>
        Assert.Throws<FormatException>(() => FieldValues.ReadBoolean(Encoding.UTF8.GetBytes(text)));
}
