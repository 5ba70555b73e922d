using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.LineProtocol;

public class PointBoundariesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("m f=1 1\n", 8)]
    [InlineData("m f=1 1\nm f=2 2\n", 8, 16)]
    [InlineData("m f=1 1\nm f=2 2", 8, 15)]
    [InlineData("m f=\"a\nb\" 1\nm f=2 2\n", 12, 20)]
    [InlineData("m\" f=1 1\nm\" f=2 2\n", 9, 18)] // A quote in a name opens nothing.
    [InlineData("m f=1 1\nbroken\nm f=2 2\n", 8, 15, 23)]
    [InlineData("m f=1 1\n\n# rest\n", 16)]
    public void Find_Batch_EndsBehindEachPoint(string text, params int[] expected) =>
        Assert.Equal(expected, PointBoundaries.Find(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", true)]
    [InlineData("m f=1 1\n", true)]
    [InlineData("m f=\"a\nb\" 1\n", true)]
    [InlineData("m f=1 1", true)]
    [InlineData("m f=1 1\nm f=2 2\n", false)]
    [InlineData("m f=\"a\nb\" 1\nm f=2 2", false)]
    public void IsOne_Batch_TellsWhetherItCanBeCut(string text, bool one) =>
        Assert.Equal(one, PointBoundaries.IsOne(Encoding.UTF8.GetBytes(text)));
}
