using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class LineEscapesTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\\ b\\,c", "a b,c")]
    [InlineData("a\\=b", "a\\=b")]
    [InlineData("a\\\\ b", "a\\ b")]
    [InlineData("\\q\\", "\\q\\")]
    [InlineData("größe\\ µ", "größe µ")]
    public void UnescapeMeasurement_Raw_IsTheName(string raw, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(raw);
        var buffer = new byte[bytes.Length];
        Assert.Equal(name, LineEscapes.UnescapeMeasurement(bytes));
        Assert.Equal(name, Encoding.UTF8.GetString(buffer, 0, LineEscapes.UnescapeMeasurement(bytes, buffer)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a\\ b\\,c\\=d", "a b,c=d")]
    [InlineData("two\\\\\\ words", "two\\\\ words")]
    [InlineData("tab\\tn\\n", "tab\\tn\\n")]
    [InlineData("\\", "\\")]
    public void UnescapeKey_Raw_IsTheKey(string raw, string key)
    {
        var bytes = Encoding.UTF8.GetBytes(raw);
        var buffer = new byte[bytes.Length];
        Assert.Equal(key, LineEscapes.UnescapeKey(bytes));
        Assert.Equal(key, Encoding.UTF8.GetString(buffer, 0, LineEscapes.UnescapeKey(bytes, buffer)));
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a \\\"b\\\" \\\\ c\"", "a \"b\" \\ c")]
    [InlineData("\"\\n\\r\\t\"", "\n\r\t")]
    [InlineData("\"\\,\\ \\=\\q\"", "\\,\\ \\=\\q")]
    [InlineData("\"two\nlines\"", "two\nlines")]
    public void UnescapeText_Quoted_IsTheContent(string quoted, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(quoted);
        var buffer = new byte[bytes.Length];
        Assert.Equal(content, LineEscapes.UnescapeText(bytes));
        Assert.Equal(content, Encoding.UTF8.GetString(buffer, 0, LineEscapes.UnescapeText(bytes, buffer)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("x")]
    [InlineData("\"x")]
    public void UnescapeText_WithoutQuotes_Throws(string text) =>
        Assert.Throws<ArgumentException>(() => LineEscapes.UnescapeText(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("plain")]
    [InlineData("a b,c=d")]
    [InlineData("\\, \\=")]
    [InlineData("größe")]
    public void TryEscape_Name_ReadsBackAsItself(string name)
    {
        Assert.True(LineEscapes.TryEscapeMeasurement(name, out var measurement));
        Assert.True(LineEscapes.TryEscapeKey(name, out var key));
        byte[] line = [.. measurement, (byte)',', .. key, .. "=v "u8, .. key, .. "=1"u8];
        var point = Assert.Single(DecodedPoint.ReadAll(line).Points);
        Assert.Equal((name, name, name), (point.Name, point.Tags[0].Key, point.Fields[0].Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ends\\")]
    [InlineData("tab\t")]
    [InlineData("delete\x7F")]
    public void TryEscape_NameThatNoLineCanCarry_IsFalse(string name)
    {
        Assert.False(LineEscapes.TryEscapeKey(name, out _));
        Assert.False(LineEscapes.TryEscapeMeasurement(name, out _));
    }

    [Fact]
    public void TryEscape_LoneSurrogate_IsFalse() => Assert.False(LineEscapes.TryEscapeKey("half \uD800", out _));

    [Fact]
    public void TryEscapeMeasurement_StartingAsAComment_IsFalse()
    {
        Assert.False(LineEscapes.TryEscapeMeasurement("#m", out _));
        Assert.True(LineEscapes.TryEscapeKey("#m", out _));
    }
}
