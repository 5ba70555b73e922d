using System.Text.Json;
using Holdfast.Functions.Durable.Recovering;
using Holdfast.Functions.Durable.Watching;
using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Tests.Support;
using Microsoft.DurableTask.Client;

namespace Holdfast.Functions.Tests.Durable.Watching;

public sealed class DurableRecoveryReportsTests
{
    [Fact]
    public void AllAsync_ARecoveryUnderWay_IsShownAsItsStatusSaysAndAskedOnceASecond() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        var engine = rig.Recovery();
        await engine.RunAsync(new RecoveryStart("s0", null), () => engine.Statuses.Count > 0);
        rig.Client.Set("recovery-s0", OrchestrationRuntimeStatus.Running, rig.StatusOf(engine.Statuses[^1]));
        var reports = ReportsOf(rig);

        var stores = await ReadAsync(reports);
        Assert.Equal(("s0", "isolated", 20), (stores[0].GetProperty("store").GetString(), stores[0].GetProperty("phase").GetString(), stores[0].GetProperty("progress").GetProperty("left").GetProperty("batches").GetInt64()));
        Assert.Equal("done", stores[1].GetProperty("phase").GetString());
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReadAsync(reports)));
        Assert.Equal(2, rig.Client.Asked);
        await Task.Delay(DurableRecoveryReports.Age, world.Time);
        await ReadAsync(reports);
        Assert.Equal(4, rig.Client.Asked);
    });

    [Fact]
    public void AllAsync_ARecoveryThatHasEnded_IsAmongTheFinished() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        var engine = rig.Recovery();
        await engine.RunAsync(new RecoveryStart("s0", null));
        rig.Client.Set("recovery-s0", OrchestrationRuntimeStatus.Completed, rig.StatusOf(engine.Statuses[^1]));
        var finished = Assert.Single((await ReadAsync(ReportsOf(rig)))[0].GetProperty("finished").EnumerateArray());
        Assert.Equal(20, finished.GetProperty("delivered").GetProperty("points").GetInt64());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AllAsync_HubIsAwayOrNoClientYet_ShowsWhatThisInstanceSees(bool offered) => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        await rig.KillAsync();
        rig.Client.Trouble = new InvalidOperationException("away");
        var reports = offered ? ReportsOf(rig) : new DurableRecoveryReports(rig.Rig.Settings, rig.Rig.Targets, rig.Performer, new(), rig.Rig.Time);
        var store = (await ReadAsync(reports))[0];
        Assert.Equal(("open", 20), (store.GetProperty("breaker").GetString(), store.GetProperty("progress").GetProperty("left").GetProperty("batches").GetInt64()));
    });

    private static DurableRecoveryReports ReportsOf(DurableRig rig) => new(rig.Rig.Settings, rig.Rig.Targets, rig.Performer, rig.Clients, rig.Rig.Time);

    private static async Task<JsonElement> ReadAsync(DurableRecoveryReports reports) =>
        JsonSerializer.SerializeToElement(await reports.AllAsync(default), OperationsReports.Json).GetProperty("stores");
}
