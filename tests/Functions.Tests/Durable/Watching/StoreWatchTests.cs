using Holdfast.Functions.Durable.Watching;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Breakers;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Functions.Tests.Durable.Watching;

public sealed class StoreWatchTests
{
    [Fact]
    public void StepAsync_NothingWrong_StartsTheComparisonsOnly() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await WatchOf(rig).StepAsync(rig.Client, default);
        Assert.Equal([("ReconcileOrchestrator", "reconcile")], rig.Client.Started.Select(static start => (start.Orchestrator, start.Id)));
        await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        Assert.Equal(["s0", "s1"], rig.Hub.Performed.Where(static done => done.Operation == "tick").Select(static done => done.Key));
        Assert.Equal((1, 1), (rig.Rig.Primary.HealthChecks, rig.Rig.Replica.HealthChecks));
    });

    [Fact]
    public void StepAsync_StoreInTrouble_IsStartedOnceForAsLongAsItRuns() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        var checks = rig.Rig.Primary.HealthChecks;
        var watch = WatchOf(rig);
        for (var minute = 0; minute < 3; minute++)
            await watch.StepAsync(rig.Client, default);
        Assert.Equal([("RecoveryOrchestrator", "recovery-s0"), ("ReconcileOrchestrator", "reconcile")], rig.Client.Started.Select(static start => (start.Orchestrator, start.Id)));
        Assert.Contains("\"s0\"", rig.Client.Started[0].Input, StringComparison.Ordinal);
        Assert.Equal(checks, rig.Rig.Primary.HealthChecks);
    });

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Running, false)]
    [InlineData(OrchestrationRuntimeStatus.Pending, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false)]
    [InlineData(OrchestrationRuntimeStatus.Completed, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, true)]
    public void StepAsync_InstanceOfEveryStatus_IsStartedAgainUnlessItLives(OrchestrationRuntimeStatus status, bool started) => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        rig.Client.Set("recovery-s0", status);
        rig.Client.Set("reconcile", status);
        await WatchOf(rig).StepAsync(rig.Client, default);
        Assert.Equal(started ? 2 : 0, rig.Client.Started.Count);
    });

    [Fact]
    public void StepAsync_TwoWatchesAtOnce_StartOneInstance() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        await Task.WhenAll(WatchOf(rig).StepAsync(rig.Client, default), WatchOf(rig).StepAsync(rig.Client, default));
        Assert.Equal(2, rig.Client.Started.Count);
    });

    [Fact]
    public void StepAsync_OwedWithAClosedBreakerOrARewindPending_StartsTheRecovery() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world, new() { Delivery = new() { Retries = 0 } });
        rig.Rig.Primary.Refuse();
        await rig.Rig.WriteAsync(1);
        rig.Rig.Primary.Recover();
        await WatchOf(rig).StepAsync(rig.Client, default);
        Assert.Contains("recovery-s0", rig.Client.Instances.Keys);
        Assert.DoesNotContain("recovery-s1", rig.Client.Instances.Keys);
        rig.Authority.Rewinding = 1;
        await WatchOf(rig).StepAsync(rig.Client, default);
        Assert.Contains("recovery-s1", rig.Client.Instances.Keys);
    });

    [Fact]
    public void StepAsync_QuietStoreIsDead_OpensItsBreakerInTime() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        rig.Rig.Primary.Refuse();
        var watch = WatchOf(rig);
        for (var minute = 0; minute < 3; minute++)
            await watch.StepAsync(rig.Client, default);
        Assert.Equal(BreakerMode.Open, rig.Rig.Breakers["s0"].Snapshot.Mode);
    });

    [Fact]
    public void StepAsync_NoStoreLeft_AsksForEarlyProbes() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        rig.Rig.Breakers.Isolate("s0", "x");
        await WatchOf(rig).StepAsync(rig.Client, default);
        Assert.Empty(rig.Authority.Early);
        rig.Rig.Breakers.Isolate("s1", "x");
        await WatchOf(rig).StepAsync(rig.Client, default);
        Assert.Equal(["s0", "s1"], rig.Authority.Early);
    });

    [Fact]
    public void StepAsync_HubIsAwayAndAChoreFails_DoesTheRestAllTheSame() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        rig.Client.Trouble = new InvalidOperationException("away");
        rig.Entities.Trouble = static _ => throw new InvalidOperationException("away");
        var done = new List<string>();
        var watch = WatchOf(
            rig,
            new WatchChore("first", _ => throw new InvalidOperationException("broken")),
            new WatchChore("second", _ => Add("second", "not now")),
            new WatchChore("third", _ => Add("third", null)));
        await watch.StepAsync(rig.Client, default);
        Assert.Equal(["second", "third"], done);
        Assert.Equal(1, rig.Rig.Primary.HealthChecks);

        Task<string?> Add(string name, string? fault)
        {
            done.Add(name);
            return Task.FromResult(fault);
        }
    });

    [Fact]
    public void StepAsync_OnceAnHour_CleansTheEntitiesUp() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var watch = WatchOf(rig);
        for (var minute = 0; minute < 120; minute++)
        {
            await Task.Delay(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(world.Time.Elapsed.Ticks % TimeSpan.TicksPerMinute), world.Time);
            await watch.StepAsync(rig.Client, default);
        }

        Assert.Equal(2, rig.Entities.Cleanings);
    });

    private static StoreWatch WatchOf(DurableRig rig, params WatchChore[] chores) => new(
        rig.Rig.Settings, rig.Rig.Targets, rig.Rig.Log, rig.Calls, rig.Authority, rig.Lifecycle, chores, rig.Rig.Time, NullLogger<StoreWatch>.Instance);
}
