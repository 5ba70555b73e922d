using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Routing.Tests.Recovery;

public sealed class LifecyclePolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Soak = TimeSpan.FromMinutes(15);
    private static readonly LifecycleView Primary = new("p", BreakerMode.Closed, Eligible: true, Owed: false, Recovering: false);
    private static readonly LifecycleView Replica = Primary with { Store = "r" };

    public static TheoryData<int, string[]> EveryView()
    {
        var data = new TheoryData<int, string[]>();
        for (var number = 0; number < 24; number++)
        {
            var view = ViewOf(number);
            var causes = new List<string>();
            if (view.Mode != BreakerMode.Closed)
                causes.Add("Fallback");
            if (!view.Eligible)
                causes.Add("Ineligible");
            if (view.Owed)
                causes.Add("Owed");
            if (view.Recovering)
                causes.Add("Recovering");
            data.Add(number, [.. causes]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryView))]
    public void Step_EveryViewOfThePrimary_PausesForExactlyItsCauses(int number, string[] causes)
    {
        var state = LifecyclePolicy.Step(LifecycleState.Running(Start), [ViewOf(number), Replica], everyTarget: false, Soak, Start.AddSeconds(1));
        Assert.Equal(causes, state.Reasons.Select(static reason => reason.Cause.ToString()));
        Assert.All(state.Reasons, static reason => Assert.Equal("p", reason.Store));
        Assert.Equal(causes.Length > 0, state.Paused);
        Assert.Equal(state.Paused ? Start.AddSeconds(1) : Start, state.Since);
    }

    [Theory]
    [MemberData(nameof(EveryView))]
    public void Step_EveryViewOfAFallback_CountsOnlyWhatItIsOwed_UnlessAllTargetsAreWritten(int number, string[] causes)
    {
        var fallback = ViewOf(number) with { Store = "r" };
        var failover = LifecyclePolicy.Step(LifecycleState.Running(Start), [Primary, fallback], everyTarget: false, Soak, Start);
        var fanout = LifecyclePolicy.Step(LifecycleState.Running(Start), [Primary, fallback], everyTarget: true, Soak, Start);
        Assert.Equal(causes.Intersect(["Owed"]), failover.Reasons.Select(static reason => reason.Cause.ToString()));
        Assert.Equal(causes, fanout.Reasons.Select(static reason => reason.Cause.ToString()));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void Step_NothingWrongAnyMore_ResumesWhenTheSoakHasPassed(int ticks, bool paused)
    {
        var owed = LifecyclePolicy.Step(LifecycleState.Running(Start), [Primary with { Owed = true }], false, Soak, Start.AddHours(1));
        var after = LifecyclePolicy.Step(owed, [Primary], false, Soak, Start.AddHours(1) + Soak + TimeSpan.FromTicks(ticks));
        Assert.Equal(paused, after.Paused);
        Assert.Equal(paused ? [new LifecycleReason(LifecycleCause.Soaking, "")] : [], after.Reasons.AsEnumerable());
        Assert.Equal(paused ? Start.AddHours(1) : Start.AddHours(1) + Soak + TimeSpan.FromTicks(ticks), after.Since);
    }

    [Fact]
    public void Step_RecoveryLongerThanTheSoak_ResumesWithIt()
    {
        var owed = LifecyclePolicy.Step(LifecycleState.Running(Start), [Primary with { Owed = true }], false, Soak, Start);
        var recovering = LifecyclePolicy.Step(owed, [Primary with { Recovering = true }], false, Soak, Start + Soak * 2);
        Assert.Equal([new LifecycleReason(LifecycleCause.Recovering, "p")], recovering.Reasons.AsEnumerable());
        Assert.Equal(Start, recovering.Since);
        Assert.False(LifecyclePolicy.Step(recovering, [Primary], false, Soak, Start + Soak * 2).Paused);
    }

    [Fact]
    public void Step_ClockSetBack_SoaksAnew()
    {
        var owed = LifecyclePolicy.Step(LifecycleState.Running(Start), [Primary with { Owed = true }], false, Soak, Start);
        var back = LifecyclePolicy.Step(owed, [Primary], false, Soak, Start.AddDays(-1));
        Assert.True(back.Paused);
        Assert.False(LifecyclePolicy.Step(back, [Primary], false, Soak, Start.AddDays(-1) + Soak).Paused);
    }

    [Fact]
    public void Resumed_AfterARestart_KeepsSinceAndSoaksAnew()
    {
        var state = LifecyclePolicy.Step(LifecycleState.Resumed(Start, Start.AddHours(2)), [Primary], false, Soak, Start.AddHours(2));
        Assert.True(state.Paused);
        Assert.Equal(Start, state.Since);
        Assert.False(LifecyclePolicy.Step(state, [Primary], false, Soak, Start.AddHours(2) + Soak).Paused);
    }

    [Fact]
    public void Step_WithoutASoak_ResumesAtOnce()
    {
        var owed = LifecyclePolicy.Step(LifecycleState.Running(Start), [Primary with { Owed = true }], false, TimeSpan.Zero, Start);
        Assert.False(LifecyclePolicy.Step(owed, [Primary], false, TimeSpan.Zero, Start).Paused);
    }

    private static LifecycleView ViewOf(int number) =>
        new("p", (BreakerMode)(number % 3), number / 3 % 2 == 0, number / 6 % 2 == 1, number / 12 == 1);
}
