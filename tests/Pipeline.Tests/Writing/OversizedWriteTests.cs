using System.Text;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Pipeline.Writing;
using Holdfast.Routing.Batching;

namespace Holdfast.Pipeline.Tests.Writing;

public sealed class OversizedWriteTests
{
    private const int Point = 1024 * 1024;
    private const int Points = GroupSender.MaxWriteBytes / Point;

    /// <summary>Points of a mebibyte each, the last one longer or shorter.</summary>
    [Theory]
    [InlineData(Points, -1, 1)]
    [InlineData(Points, 0, 1)]
    [InlineData(Points, 1, 2)]
    [InlineData((2 * Points) + 1, 0, 3)]
    [InlineData(1, 15 * Point, 1)]
    [InlineData(1, (15 * Point) + 1, 1)]
    public void WriteAsync_LargerThanOneWriteMayBe_IsCutBeforeItIsSent(int points, int more, int requests) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var sizes = new List<int>();
        var order = new List<string>();
        rig.Primary.Behaviour = (body, _) =>
        {
            sizes.Add(body.Length);
            order.AddRange(body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line[..6]));
            return Task.FromResult(StoreResponse.NoContent);
        };
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, points).Select(index => Line(index, index == points - 1 ? Point + more : Point))));
        var batch = new Batch(rig.Tier, "key", rig.Lineage.Next(), lines, points, WritingRig.TimeOf(0), WritingRig.TimeOf(0));

        var outcome = await rig.Pipeline.WriteAsync(batch, null);

        Assert.Equal((0, 0), (outcome.Position, outcome.Poison.Count));
        Assert.Equal(Enumerable.Range(0, points).Select(static index => $"m,n={index:00}"), order);
        Assert.Equal((requests, lines.Length), (sizes.Count, sizes.Sum()));
        Assert.All(sizes, size => Assert.True(points == 1 || size <= GroupSender.MaxWriteBytes));
    });

    private static string Line(int index, int length)
    {
        var (start, end) = ($"m,n={index:00} v=\"", $"\" {WritingRig.TimeOf(0)}\n");
        return $"{start}{new string('x', length - start.Length - end.Length)}{end}";
    }
}
