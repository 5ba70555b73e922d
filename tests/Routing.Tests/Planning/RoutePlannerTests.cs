using System.Collections.Immutable;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Tiers;

namespace Holdfast.Routing.Tests.Planning;

public sealed class RoutePlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly Tier Hot = new(
        "hot", "telemetry_hot", TimeSpan.FromDays(7),
        [new("a", "hot", 0, null), new("b", "hot", 1, null), new("c", "hot", 2, null)]);

    public static IEnumerable<TargetView> Views() =>
        from mode in Enum.GetValues<BreakerMode>()
        from probe in new[] { false, true }
        from eligible in new[] { false, true }
        from throttled in new[] { DateTimeOffset.MinValue, Now, Now.AddTicks(1) }
        select new TargetView(mode, probe, eligible, throttled);

    [Fact]
    public void Plan_EveryCombinationOfThreeTargets_HoldsTheUsableOnesInChainOrder()
    {
        var views = Views().ToImmutableArray();
        foreach (var first in views)
            foreach (var second in views)
                foreach (var third in views)
                {
                    TargetView[] all = [first, second, third];
                    var plan = RoutePlanner.Plan(Hot, all, Now);
                    var usable = Enumerable.Range(0, 3).Where(position => IsUsable(all[position])).ToArray();
                    Assert.Equal(usable, plan.Steps.Select(static step => step.Target.Position));
                    Assert.Equal(plan.PrimarySkipped == SkipReason.None, usable.Contains(0));
                    Assert.All(plan.Steps, step => Assert.Equal(all[step.Target.Position].Mode == BreakerMode.HalfOpen, step.IsProbe));
                }
    }

    [Fact]
    public void Plan_SameInput_SamePlan()
    {
        TargetView[] views = [new(BreakerMode.Open, false, true, default), new(BreakerMode.Closed, false, true, default), new(BreakerMode.HalfOpen, true, true, default)];
        var one = RoutePlanner.Plan(Hot, views, Now);
        var other = RoutePlanner.Plan(Hot, views, Now);
        Assert.Equal(one.Steps.AsEnumerable(), other.Steps.AsEnumerable());
        Assert.Equal(one.PrimarySkipped, other.PrimarySkipped);
    }

    [Theory]
    [InlineData(BreakerMode.Closed, false, true, 0, SkipReason.None)]
    [InlineData(BreakerMode.Closed, false, false, 0, SkipReason.Ineligible)]
    [InlineData(BreakerMode.Open, true, true, 0, SkipReason.BreakerOpen)]
    [InlineData(BreakerMode.Open, true, false, 0, SkipReason.Ineligible)]
    [InlineData(BreakerMode.HalfOpen, false, true, 0, SkipReason.NotProbed)]
    [InlineData(BreakerMode.HalfOpen, true, true, 0, SkipReason.None)]
    [InlineData(BreakerMode.Closed, false, true, 1, SkipReason.Throttled)]
    [InlineData(BreakerMode.Closed, false, true, -1, SkipReason.None)]
    public void Skip_View_SaysWhy(BreakerMode mode, bool probe, bool eligible, int throttledTicks, SkipReason expected) =>
        Assert.Equal(expected, RoutePlanner.Skip(new(mode, probe, eligible, Now.AddTicks(throttledTicks)), Now));

    [Fact]
    public void Plan_AllOpen_HasNoStep()
    {
        var open = new TargetView(BreakerMode.Open, false, true, default);
        var plan = RoutePlanner.Plan(Hot, [open, open, open], Now);
        Assert.Empty(plan.Steps);
        Assert.Equal(SkipReason.BreakerOpen, plan.PrimarySkipped);
    }

    [Fact]
    public void Plan_ViewsOfAnotherChain_Throws() =>
        Assert.Throws<ArgumentException>(() => RoutePlanner.Plan(Hot, [default], Now));

    private static bool IsUsable(TargetView view) =>
        view.Eligible && view.ThrottledUntil <= Now
        && (view.Mode == BreakerMode.Closed || (view.Mode == BreakerMode.HalfOpen && view.Probe));
}
