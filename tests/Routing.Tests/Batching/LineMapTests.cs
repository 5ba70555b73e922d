using Holdfast.Routing.Batching;

namespace Holdfast.Routing.Tests.Batching;

public sealed class LineMapTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3 })]
    [InlineData(new[] { 3, 4, 9, 10, 20 })]
    [InlineData(new[] { 1, 5, 6, 7, 8, 30, 31 })]
    [InlineData(new[] { 2 })]
    public void LineOf_Point_IsTheLineItWasAddedWith(int[] lines)
    {
        var map = new LineMap();
        foreach (var line in lines)
            map.Add(line);
        Assert.Equal(lines, Enumerable.Range(0, lines.Length).Select(map.LineOf));
    }
}
