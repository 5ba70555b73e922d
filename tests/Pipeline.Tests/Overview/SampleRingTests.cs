using Holdfast.Pipeline.Overview;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Overview;

public sealed class SampleRingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Ago_OfSamplesASecondApart_IsTheNewestThatIsOldEnough() => VirtualWorld.Run(static async world =>
    {
        var ring = new SampleRing<string>(Second, 12, world.Time);
        for (var second = 0; second < 30; second++)
        {
            ring.Add(world.Time.GetTimestamp(), $"{second}");
            await Task.Delay(Second, world.Time);
        }

        var now = world.Time.GetTimestamp();
        Assert.Equal("29", ring.Ago(now, Second).Value);
        Assert.Equal("20", ring.Ago(now, 10 * Second).Value);
        Assert.Equal(10, ring.Ago(now, 10 * Second).Age.TotalSeconds, 0.001);

        // All that it has are twelve.
        Assert.Equal(("18", 12), (ring.Ago(now, 100 * Second).Value, ring.Count));
    });

    [Theory]
    [InlineData(0.74, 1)]
    [InlineData(0.76, 2)]
    public void Add_TooNearToTheLast_IsNotKept(double seconds, int count) => VirtualWorld.Run(async world =>
    {
        var ring = new SampleRing<string>(Second, 4, world.Time);
        ring.Add(world.Time.GetTimestamp(), "first");
        await Task.Delay(TimeSpan.FromSeconds(seconds), world.Time);
        ring.Add(world.Time.GetTimestamp(), "second");
        Assert.Equal(count, ring.Count);
    });

    [Fact]
    public void Ago_Empty_Throws() => Assert.Throws<InvalidOperationException>(() => new SampleRing<string>(Second, 4, new VirtualTime()).Ago(0, Second));
}
