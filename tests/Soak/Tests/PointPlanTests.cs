using System.Text;
using Holdfast.Soak.Traffic;

namespace Holdfast.Soak.Tests;

public sealed class PointPlanTests
{
    private const long Origin = 1_790_000_000_123;

    [Theory]
    [InlineData(14)]
    [InlineData(2800)]
    [InlineData(70_000)]
    public void Find_WhatWasWritten_IsThePoint(double pointsPerSecond)
    {
        var plan = PointPlan.Of("hot", pointsPerSecond, Origin);
        for (var slot = 0; slot < 10_000; slot += 7)
        {
            var point = new PointRef(slot % plan.Series, slot, slot % PointOracle.MaxVersions);
            Assert.Equal(point, plan.Find(point.Series, plan.TimeOf(slot), PointPlan.ValueOf(point)));
            Assert.Null(plan.Find(point.Series, plan.TimeOf(slot) + 1, PointPlan.ValueOf(point)));
            Assert.Null(plan.Find((point.Series + 1) % plan.Series, plan.TimeOf(slot), PointPlan.ValueOf(point)));
            Assert.NotEqual(plan.TimeOf(slot), plan.TimeOf(slot + 1));
        }
    }

    [Fact]
    public void ValueOf_AnyPoint_IsExactAsAFloat()
    {
        foreach (var slot in Enumerable.Range(0, 10_000))
        {
            var value = PointPlan.ValueOf(new(slot % 24, slot, 6));
            Assert.Equal(value, (long)(double)value);
            Assert.InRange(value, 0, 1L << 53);
        }
    }

    [Fact]
    public void WriteLine_EitherPrecision_IsLineProtocol()
    {
        var plan = new PointPlan("hot", 8, Origin, 20_000);
        var text = new StringBuilder();
        plan.WriteLine(new(0, 1, 0), nanoseconds: true, text);
        plan.WriteLine(new(9, 2, 1), nanoseconds: false, text);
        Assert.Equal(
            $"soak_cpu,host=h0,tier=hot v={PointPlan.ValueOf(new(0, 1, 0))}i {Origin + 20}000000\nsoak_memory,host=h1,tier=hot v={PointPlan.ValueOf(new(9, 2, 1))} {Origin + 40}\n", text.ToString());
        Assert.Equal(9, plan.SeriesOf("soak_memory", "h1"));
        Assert.Equal(-1, plan.SeriesOf("soak_memory", "h8"));
        Assert.Equal(-1, plan.SeriesOf("other", "h1"));
    }

    [Fact]
    public void Next_ManyRequests_FollowsItsShares()
    {
        var tiers = new[] { 0.5, 0.3, 0.2 }.Select((share, index) => new TierTraffic(PointPlan.Of($"t{index}", 2800 * share, Origin), $"b{index}", share)).ToList();
        var factory = new RequestFactory(tiers, "run", 1);
        var requests = Enumerable.Range(0, 20_000).Select(_ =>
        {
            // As if each were acknowledged at once, so that corrections can be drawn.
            var request = factory.Next();
            foreach (var point in request.Points)
                request.Tier.Oracle.Acknowledge(point);
            return request;
        }).ToList();
        Assert.InRange(requests.Average(static request => request.Points.Count), RequestFactory.MeanLines - 1.5, RequestFactory.MeanLines + 1.5);
        Assert.InRange(requests.Count(request => ReferenceEquals(request.Tier, tiers[0])), 9500, 10_500);
        Assert.InRange(requests.Count(static request => request.Poison.Count > 0), 300, 500);
        Assert.InRange(requests.Sum(static request => request.Points.Count(static point => point.Version > 0)), 2000, 20_000);
        Assert.InRange(requests.Count(static request => request.Gzip), 5500, 6500);
        Assert.Contains(requests, static request => request.Points.Count > 400);
        Assert.Contains(requests, static request => request is { Points.Count: 0, Poison.Count: 1 });
    }
}
