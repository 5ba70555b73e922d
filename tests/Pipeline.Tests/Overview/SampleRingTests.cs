using Holdfast.Pipeline.Overview;
using Holdfast.Pipeline.Tests.Support;

namespace Holdfast.Pipeline.Tests.Overview;

public sealed class SampleRingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Ago_OfSamplesASecondApart_IsTheNewestThatIsOldEnough() => VirtualWorld.Run(static async world =>
    {
        var ring = new SampleRing<string>(Second, 12 * Second, world.Time);
        for (var second = 0; second < 30; second++)
        {
            ring.Add(world.Time.GetTimestamp(), $"{second}");
            await Task.Delay(Second, world.Time);
        }

        var now = world.Time.GetTimestamp();
        Assert.Equal("29", ring.Ago(now, Second).Value);
        Assert.Equal("20", ring.Ago(now, 10 * Second).Value);
        Assert.Equal(10, ring.Ago(now, 10 * Second).Age.TotalSeconds, 0.001);

        // Beyond what it reaches it has no more than it needs where samples come early.
        Assert.Equal(("18", "13", 17), (ring.Ago(now, 12 * Second).Value, ring.Ago(now, 100 * Second).Value, ring.Count));
    });

    /// <summary>However the looks fall: what is taken every second into a ring of five makes samples four seconds apart.</summary>
    [Theory]
    [InlineData(5, 1)]
    [InlineData(5, 0.2)]
    [InlineData(5, 3.75)]
    [InlineData(5, 3.8)]
    [InlineData(5, 5)]
    [InlineData(1, 0.2)]
    [InlineData(1, 0.76)]
    [InlineData(1, 1.1)]
    public void Ago_WhatItReaches_IsThereHoweverOftenItLooks(double period, double look) => VirtualWorld.Run(async world =>
    {
        var (ring, reach) = (new SampleRing<string>(period * Second, 60 * period * Second, world.Time), 60 * period * Second);
        for (var at = 0.0; at < 200 * period; at += look)
        {
            ring.Add(world.Time.GetTimestamp(), "");
            await Task.Delay(look * Second, world.Time);
            if (at > 62 * period)
                Assert.InRange(ring.Ago(world.Time.GetTimestamp(), reach).Age, reach, reach + (Math.Max(period, look) * Second) + Second);
        }
    });

    [Theory]
    [InlineData(0.74, 1)]
    [InlineData(0.76, 2)]
    public void Add_TooNearToTheLast_IsNotKept(double seconds, int count) => VirtualWorld.Run(async world =>
    {
        var ring = new SampleRing<string>(Second, 4 * Second, world.Time);
        ring.Add(world.Time.GetTimestamp(), "first");
        await Task.Delay(TimeSpan.FromSeconds(seconds), world.Time);
        ring.Add(world.Time.GetTimestamp(), "second");
        Assert.Equal(count, ring.Count);
    });

    [Fact]
    public void Ago_Empty_Throws() => Assert.Throws<InvalidOperationException>(() => new SampleRing<string>(Second, 4 * Second, new VirtualTime()).Ago(0, Second));
}
