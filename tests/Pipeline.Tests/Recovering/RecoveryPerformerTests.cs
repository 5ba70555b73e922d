using Holdfast.Pipeline.Recovering;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Tests.Recovering;

public sealed class RecoveryPerformerTests
{
    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 1)]
    public void DrainForAsync_PacedBackfill_GoesOnUntilTheBudgetIsUsed(int seconds, int atLeast) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var pieces = 0;
        var performer = PerformerOf(rig, async bytes =>
        {
            pieces++;
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Time);
            return new BackfillPiece(DrainEnd.Progressed, new(1, 2, bytes), "") { Wrote = true, Slowest = TimeSpan.FromSeconds(1), LargestBytes = bytes, Spans = [new("hot", pieces, pieces + 1)] };
        });
        var drained = await performer.DrainForAsync("s0", 3, TimeSpan.FromSeconds(seconds), default);
        Assert.Equal((3, DrainEnd.Progressed, atLeast), (drained.Generation, drained.End, Math.Min(pieces, atLeast)));
        Assert.Equal((pieces, 2 * pieces), (drained.Portion.Batches, drained.Portion.Points));
        Assert.Equal(new("hot", 1, pieces + 1), Assert.Single(drained.Spans));
        Assert.InRange(rig.Time.Elapsed, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds + 1.1));
    });

    [Theory]
    [InlineData(DrainEnd.Idle)]
    [InlineData(DrainEnd.Blocked)]
    [InlineData(DrainEnd.Failed)]
    public void DrainForAsync_SomethingEndsIt_TellsWhatWasDeliveredBefore(DrainEnd end) => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var pieces = 0;
        var performer = PerformerOf(rig, _ => Task.FromResult(++pieces < 3
            ? new BackfillPiece(DrainEnd.Progressed, new(1, 1, 10), "") { Spans = [new("hot", 5, 6)] }
            : new BackfillPiece(end, new(0, 0, 0), "why") { Spans = [new("cold", 1, 2)] }));
        var drained = await performer.DrainForAsync("s0", 1, TimeSpan.FromMinutes(1), default);
        Assert.Equal((end, 2, "why", 3, 2), (drained.End, drained.Portion.Batches, drained.Message, pieces, drained.Spans.Length));
    });

    [Fact]
    public void DrainForAsync_StoreAsksForPatience_EndsAndSaysUntilWhen() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        var performer = PerformerOf(rig, static _ => Task.FromResult(new BackfillPiece(DrainEnd.Progressed, new(1, 1, 1), "") { Wrote = true, LargestBytes = 1, Quiet = TimeSpan.FromSeconds(9) }));
        var drained = await performer.DrainForAsync("s0", 1, TimeSpan.FromMinutes(1), default);
        Assert.Equal(rig.Time.GetUtcNow() + TimeSpan.FromSeconds(9), drained.NotBefore);

        // The next activity finds the store still asking, and gives its budget up without a write.
        var waited = await performer.DrainForAsync("s0", 1, TimeSpan.FromSeconds(2), default);
        Assert.Equal((0, DrainEnd.Progressed), (waited.Portion.Batches, waited.End));
        Assert.Equal(TimeSpan.FromSeconds(2), rig.Time.Elapsed);
    });

    [Fact]
    public void DrainForAsync_ProcessStops_EndsWithWhatWasDelivered() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        using var stopping = new CancellationTokenSource();
        var pieces = 0;
        var performer = PerformerOf(rig, _ =>
        {
            if (++pieces == 2)
                stopping.Cancel();
            return Task.FromResult(new BackfillPiece(DrainEnd.Progressed, new(1, 1, 1), ""));
        });
        Assert.Equal(2, (await performer.DrainForAsync("s0", 1, TimeSpan.FromMinutes(1), stopping.Token)).Portion.Batches);
    });

    [Fact]
    public void ProbeForAsync_ClosedStore_IsNotProbedAndNotWaitedFor() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        await rig.Performer.ProbeForAsync("s0", 1, TimeSpan.FromSeconds(10), default);
        Assert.Equal((0, TimeSpan.Zero), (rig.Primary.HealthChecks, rig.Time.Elapsed));
    });

    [Fact]
    public void ProbeForAsync_HalfOpenStore_IsProbedOnceASecondWithinItsBudget() => VirtualWorld.Run(async world =>
    {
        var rig = await WritingRig.StartAsync(world);
        rig.Breakers.Isolate("s0", "x");
        rig.Breakers.Restore("s0");
        var checks = rig.Primary.HealthChecks;
        await rig.Performer.ProbeForAsync("s0", 1, TimeSpan.FromSeconds(10), default);
        Assert.InRange(rig.Primary.HealthChecks - checks, 2, 11);
        Assert.InRange(rig.Time.Elapsed, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(10));
    });

    private static RecoveryPerformer PerformerOf(WritingRig rig, Func<int, Task<BackfillPiece>> drain) =>
        new(rig.Settings, rig.Targets, rig.Log, rig.Prober, rig.Ports with { DrainAsync = (_, bytes, _) => drain(bytes) }, rig.Time);
}
