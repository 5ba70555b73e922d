using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Tests.Reconciling;

public sealed class ReconcileTimerTests
{
    [Fact]
    public void StepAsync_CalmThenTroubleThenCalm_DoublesFallsBackAndDoubles() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        var timer = Timer(rig, 0);
        var at = new List<double>();
        for (var second = 0; at.Count < 5; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            var before = rig.Influx[1].Asked.Count;
            await timer.StepAsync(default);
            if (rig.Influx[1].Asked.Count == before)
                continue;
            at.Add(world.Time.Elapsed.TotalSeconds);
            if (at.Count == 2)
                rig.Rig.Replica.Lines.Add(WritingRig.Line(0));
        }

        // The first step only takes the time.
        Assert.Equal([61, 181, 421, 481, 601], at.Select(static seconds => Math.Round(seconds)));
        Assert.Equal([WritingRig.Line(0)], rig.Rig.Primary.Lines);
    });

    [Fact]
    public void StepAsync_TurnedOff_AsksNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world, new() { Reconcile = new() { Timer = false } });
        var timer = Timer(rig, 0);
        await timer.StepAsync(default);
        await Task.Delay(TimeSpan.FromHours(2), world.Time);
        await timer.StepAsync(default);
        Assert.Empty(rig.Influx[1].Asked);
    });

    [Fact]
    public void StepAsync_SomebodyElseFoundTrouble_BeginsAnewWithTheShortest() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world, new() { Reconcile = new() { ShortestInterval = TimeSpan.FromMinutes(1), LongestInterval = TimeSpan.FromHours(10) } });
        var timer = Timer(rig, 0);
        await timer.StepAsync(default);
        foreach (var minutes in (int[])[1, 2, 4, 8, 16])
        {
            await Task.Delay(TimeSpan.FromMinutes(minutes), world.Time);
            await timer.StepAsync(default);
        }

        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(0));
        Assert.True((await rig.RunAsync()).Trouble);
        await timer.StepAsync(default);
        var before = rig.Influx[1].Asked.Count;
        await Task.Delay(TimeSpan.FromMinutes(1), world.Time);
        await timer.StepAsync(default);
        Assert.NotEqual(before, rig.Influx[1].Asked.Count);
    });

    [Fact]
    public void Reports_OfCalmTimers_TakeEachOthersPlaceAndOthersAreKeptUpToTheBound() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        for (var run = 0; run < 3; run++)
            await rig.RunAsync(ReconcileCause.Timer);
        Assert.Single(rig.Book.Reports);
        for (var run = 0; run < ReconcileBook.MaxReports; run++)
            await rig.RunAsync();
        Assert.Equal(ReconcileBook.MaxReports, rig.Book.Reports.Length);
        Assert.DoesNotContain(rig.Book.Reports, static report => report.Cause == ReconcileCause.Timer);

        var again = new ReconcileBook(rig.Rig.Disk.Root());
        await again.LoadAsync();
        Assert.Equal(rig.Book.Reports.Select(static report => report.Id), again.Reports.Select(static report => report.Id));
        Assert.Equal(rig.Book.Reports[0].Pairs[0].Tally, again.Reports[0].Pairs[0].Tally);
        Assert.Null(again.Fault);
    });

    [Fact]
    public void TryBegin_TierIsBusy_IsRefusedAndARecoveryWaits() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Influx[1].Before = async (_, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2), world.Time, ct);
            return null;
        };
        var request = new ReconcileRequest(rig.Rig.Tier, null, new(WritingRig.TimeOf(-60), WritingRig.TimeOf(0)), ReconcileCause.Operator);
        var runs = rig.Reconciler.TryBegin([request]);
        Assert.Single(runs!);
        Assert.Null(rig.Reconciler.TryBegin([request]));
        var second = await rig.RunAsync();
        Assert.True(runs![0].Report.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(2), second.Duration);
        Assert.Empty(rig.Reconciler.Running);
        Assert.NotNull(rig.Reconciler.TryBegin([request]));
        await rig.Reconciler.DisposeAsync();
        Assert.Equal(ReconcileOutcome.Stopped, rig.Book.Reports[0].Outcome);
    });

    private static ReconcileTimer Timer(ReconcilingRig rig, double sample) => new(rig.Rig.Settings, rig.Reconciler, rig.Book, () => sample, rig.Rig.Time);
}
