using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;

namespace Holdfast.Pipeline.Tests.Lifecycle;

public sealed class LifecycleGateTests
{
    [Fact]
    public void StepAsync_Calm_AsksNoStoreAndPausesNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        await rig.PassAsync(600);
        Assert.Equal(0, rig.Primary.Listings);
        Assert.False(rig.Report.Paused);
        Assert.Equal("hot", rig.Report.Tier);
        Assert.Empty(rig.Report.Reasons);
        Assert.Null(rig.Gate.Report("telemetry_cold"));
    });

    [Fact]
    public void StepAsync_FallbackThenRecovery_PausesAtOnceAndResumesAfterBackfillRecoveryAndSoak() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        rig.Primary.Add("2", flux: "from(bucket: \"other\")");
        rig.Replica.Add("9");
        await rig.OweAsync();
        await rig.PassAsync(1);
        Assert.Equal(["1=inactive"], rig.Primary.Changes);
        Assert.Equal(["9=inactive"], rig.Replica.Changes);
        Assert.True(rig.Report.Paused);
        Assert.Equal(("owed", "s0"), (rig.Report.Reasons[0].Cause, rig.Report.Reasons[0].Store));
        Assert.Equal([("s0", "1", "task 1", true), ("s1", "9", "task 9", true)], rig.Report.Tasks.Select(static task => (task.Store, task.Id, task.Name, task.PausedByUs)));

        rig.Recovering = true;
        await rig.DrainAsync();
        await rig.PassAsync(LifecycleRig.Soak.TotalSeconds + 60);
        Assert.Equal("recovering", Assert.Single(rig.Report.Reasons).Cause);
        rig.Recovering = false;
        await rig.PassAsync(1);
        Assert.Equal(["1=inactive", "1=active"], rig.Primary.Changes);
        Assert.Equal(["9=inactive", "9=active"], rig.Replica.Changes);
        Assert.False(rig.Report.Paused);
        Assert.Empty(rig.Report.Tasks);
    });

    [Fact]
    public void StepAsync_OwedOnlyForAMoment_StillSoaks() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        await rig.OweAsync();
        await rig.PassAsync(1);
        await rig.DrainAsync();
        await rig.PassAsync(LifecycleRig.Soak.TotalSeconds - 2);
        Assert.Equal("soaking", Assert.Single(rig.Report.Reasons).Cause);
        Assert.Null(rig.Report.Reasons[0].Store);
        await rig.PassAsync(3);
        Assert.False(rig.Report.Paused);
    });

    [Fact]
    public void StepAsync_OpenBreaker_PausesWithoutARequestToTheStore() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        rig.Replica.Add("9");
        rig.Writing.Breakers.Isolate("s0", "test");
        await rig.PassAsync(300);
        Assert.Equal("fallback", Assert.Single(rig.Report.Reasons).Cause);
        Assert.Equal(0, rig.Primary.Listings);
        Assert.Equal(["9=inactive"], rig.Replica.Changes);

        rig.Writing.Breakers.Restore("s0");
        await rig.PassAsync(2);
        Assert.Equal(BreakerMode.HalfOpen, rig.Writing.Breakers["s0"].Snapshot.Mode);
        Assert.Equal(["1=inactive"], rig.Primary.Changes);
    });

    [Fact]
    public void StepAsync_TaskThatWasInactiveBefore_IsNeverTouched() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1", active: false);
        await rig.OweAsync();
        await rig.PassAsync(1);
        Assert.False(Assert.Single(rig.Report.Tasks).PausedByUs);
        rig.Restart();
        await rig.PassAsync(60);
        await rig.DrainAsync();
        await rig.PassAsync(LifecycleRig.Soak.TotalSeconds + 1);
        Assert.False(rig.Report.Paused);
        Assert.Empty(rig.Primary.Changes);
        Assert.False(rig.Primary.IsActive("1"));
    });

    [Fact]
    public void StepAsync_OperatorActivatesOrDeletesAPausedTask_IsRespected() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        rig.Primary.Add("2");
        rig.Primary.Add("3", active: false);
        await rig.OweAsync();
        await rig.PassAsync(1);
        rig.Primary.Set("1", active: true);
        rig.Primary.Remove("2");
        rig.Primary.Set("3", active: true);
        await rig.PassAsync(60);
        rig.Restart();
        await rig.PassAsync(60);
        Assert.Equal([("1", false), ("3", false)], rig.Report.Tasks.Select(static task => (task.Id, task.PausedByUs)));

        // What the operator then does with them is his own matter, also when the pause ends.
        rig.Primary.Set("1", active: false);
        await rig.DrainAsync();
        await rig.PassAsync(LifecycleRig.Soak.TotalSeconds + 1);
        Assert.Equal(["1=inactive", "2=inactive"], rig.Primary.Changes);
        Assert.False(rig.Primary.IsActive("1"));
    });

    [Fact]
    public void StepAsync_TaskMadeDuringThePause_IsPausedAndResumed() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        await rig.OweAsync();
        await rig.PassAsync(1);
        rig.Primary.Add("5");
        await rig.PassAsync(31);
        Assert.Equal(["5=inactive"], rig.Primary.Changes);
        await rig.DrainAsync();
        await rig.PassAsync(LifecycleRig.Soak.TotalSeconds + 1);
        Assert.Equal(["5=inactive", "5=active"], rig.Primary.Changes);
    });

    [Fact]
    public void StepAsync_ManyTasks_PausesThoseOfEveryPage() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        for (var number = 0; number < 300; number++)
            rig.Primary.Add($"{number:D4}", flux: number % 3 == 0 ? "from(bucket: \"hot\")" : "from(bucket: \"other\")");
        await rig.OweAsync();
        await rig.PassAsync(1);
        Assert.Equal(100, rig.Primary.Changes.Count);
        Assert.Equal("0297=inactive", rig.Primary.Changes[^1]);
    });

    [Fact]
    public void StepAsync_TasksApiUnreachable_IsTriedAgainAndToldOnce() => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Add("1");
        var asked = 0;
        rig.Primary.Fault = _ =>
        {
            asked++;
            return StoreResponse.Failed(TransportFailureKind.Refused, "refused");
        };
        await rig.OweAsync();
        await rig.PassAsync(300);
        Assert.InRange(asked, 8, 12);
        Assert.Single(rig.Events, static id => id == 124);
        rig.Primary.Fault = null;
        await rig.PassAsync(60);
        Assert.Equal(["1=inactive"], rig.Primary.Changes);
        Assert.Single(rig.Events, static id => id == 125);
    });

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public void StepAsync_StoreWithoutATasksApi_HasNoTasksAndNoComplaint(int status) => VirtualWorld.Run(async world =>
    {
        var rig = await LifecycleRig.StartAsync(world);
        rig.Primary.Fault = _ => new() { Status = status };
        await rig.OweAsync();
        await rig.PassAsync(90);
        Assert.True(rig.Report.Paused);
        Assert.Empty(rig.Report.Tasks);
        Assert.DoesNotContain(124, rig.Events);
    });
}
