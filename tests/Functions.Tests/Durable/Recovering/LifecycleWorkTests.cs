using Holdfast.Pipeline.Tests.Support;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Tests.Durable.Recovering;

public sealed class LifecycleWorkTests
{
    [Fact]
    public void SetAsync_RecoveryBeginsAndEnds_PausesAndResumesWhicheverInstanceAsks() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        Assert.Empty((await rig.Lifecycle.SetAsync(rig.Client, "s0", underWay: false, default)).Paused);
        Assert.Equal(WritingRig.Bucket, Assert.Single((await rig.Lifecycle.SetAsync(rig.Client, "s0", underWay: true, default)).Paused));

        // Each call has a gate of its own: what is remembered is in the hub.
        var ended = await rig.Lifecycle.SetAsync(rig.Client, "s0", underWay: false, default);
        Assert.Equal((true, 0), (ended.Settled, ended.Paused.Length));
    });

    [Fact]
    public void SetAsync_AnotherStoreIsStillBeingRecovered_StaysPausedForIt() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world, new() { Delivery = new() { Mode = Holdfast.Pipeline.Configuration.DeliveryMode.Fanout } });
        rig.Client.Set("recovery-s1", OrchestrationRuntimeStatus.Running);
        Assert.Equal(WritingRig.Bucket, Assert.Single((await rig.Lifecycle.SetAsync(rig.Client, "s0", underWay: false, default)).Paused));
        rig.Client.Set("recovery-s1", OrchestrationRuntimeStatus.Completed);
        Assert.Empty((await rig.Lifecycle.SetAsync(rig.Client, "s0", underWay: false, default)).Paused);
    });

    [Fact]
    public void SetAsync_StoreWithTasks_SetsThemInactiveAndActiveAgain() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var tasks = rig.Rig.Primary.Tasks = new();
        tasks.Add("1");
        Assert.True((await rig.Lifecycle.SetAsync(rig.Client, "s0", underWay: true, default)).Settled);
        Assert.False(tasks.IsActive("1"));

        tasks.Fault = static _ => new() { Status = 500 };
        Assert.False((await rig.Lifecycle.SetAsync(rig.Client, "s0", underWay: false, default)).Settled);
        Assert.False(tasks.IsActive("1"));
        tasks.Fault = null;
        Assert.True((await rig.Lifecycle.SetAsync(rig.Client, "s0", underWay: false, default)).Settled);
        Assert.True(tasks.IsActive("1"));
    });
}
