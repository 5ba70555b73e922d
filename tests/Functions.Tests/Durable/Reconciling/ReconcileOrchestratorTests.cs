using System.Text.Json;
using Holdfast.Functions.Durable.Reconciling;
using Holdfast.Pipeline.Tests.Reconciling;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Functions.Tests.Durable.Reconciling;

public sealed class ReconcileOrchestratorTests
{
    [Fact]
    public void ReconcileAsync_Calm_ComparesLessAndLessOften() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var engine = rig.Comparisons();
        await engine.RunAsync(new ReconcileStart([], 0), () => world.Time.Elapsed > TimeSpan.FromHours(6));
        var comparisons = engine.Performed.Count(static name => name == nameof(CompareWindow));
        Assert.InRange(comparisons, 9, 13);
        Assert.DoesNotContain(nameof(RepairWindow), engine.Performed);
        Assert.True(engine.LongestHistory < 40);
        Assert.Equal(TimeSpan.FromHours(1), JsonSerializer.Deserialize<ReconcileStart>(engine.Input!, rig.Json)!.Rounds.Single().Interval);
        Assert.NotEmpty(rig.Reconciling.Book.Reports);
    });

    [Fact]
    public void ReconcileAsync_PrimaryLacksPoints_AreRepairedAndTheNextRoundComesSoon() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        rig.Rig.Replica.Lines.AddRange([ReconcilingRig.Line(120), ReconcilingRig.Line(121), ReconcilingRig.Line(600, "x=1i", "other")]);
        var engine = rig.Comparisons();
        await engine.RunAsync(new ReconcileStart([], 0), () => engine.Performed.Contains(nameof(KeepReport)) && engine.Generations > 1);
        Assert.Equal(rig.Reconciling.Influx[1].Cells(), rig.Reconciling.Influx[0].Cells());
        var report = Assert.Single(rig.Reconciling.Book.Reports);
        Assert.Equal((3, 3, 2, ReconcileOutcome.Complete), (report.Tally.Missing, report.Tally.Repaired, report.Tally.Read, report.Outcome));
        Assert.Equal(rig.Rig.Settings.Reconcile.ShortestInterval, JsonSerializer.Deserialize<ReconcileStart>(engine.Input!, rig.Json)!.Rounds.Single().Interval);
    });

    [Fact]
    public void ReconcileAsync_CalledWithARange_ComparesItAtOnceAndExactly() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        rig.Rig.Primary.Lines.Add(ReconcilingRig.Line(-7200));
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(-7201));
        var engine = rig.Comparisons();
        var running = engine.RunAsync(new ReconcileStart([new("hot", TimeSpan.FromHours(1), VirtualTime.Start.AddHours(1))], 5), () => engine.Generations > 1);
        await Task.Delay(TimeSpan.FromSeconds(10), world.Time);
        engine.Raise("reconcile", """{"tier":"hot","from":"2026-11-20T08:00:00Z","to":"2026-11-20T10:00:00Z"}""");
        await running;
        Assert.True(world.Time.Elapsed < TimeSpan.FromMinutes(1));
        Assert.Contains(ReconcilingRig.Line(-7201), rig.Rig.Primary.Lines);
        Assert.Equal(ReconcileCause.Operator, rig.Reconciling.Book.Reports.Single().Cause);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("17")]
    [InlineData("""{"from":"yesterday"}""")]
    [InlineData("{}")]
    public void ReconcileAsync_CalledWithoutARange_ComparesSoonAgain(string? payload) => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var engine = rig.Comparisons();
        var running = engine.RunAsync(new ReconcileStart([new("hot", TimeSpan.FromHours(1), VirtualTime.Start.AddHours(1))], 5), () => engine.Performed.Contains(nameof(CompareWindow)));
        await Task.Delay(TimeSpan.FromSeconds(10), world.Time);
        engine.Raise("reconcile", payload);
        await running;
        Assert.InRange(world.Time.Elapsed, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(75));
    });

    [Theory]
    [InlineData(nameof(LookAtTiers))]
    [InlineData(nameof(PlanWindows))]
    [InlineData(nameof(CompareWindow))]
    [InlineData(nameof(KeepReport))]
    public void ReconcileAsync_ActivityFails_GoesOnWithTheNextRound(string name) => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var engine = rig.Comparisons();
        var failures = 0;
        engine.Wrap(name, (inner, input) => ++failures <= 2 ? throw new InvalidOperationException("the host has gone") : inner(input));
        await engine.RunAsync(new ReconcileStart([], 0), () => engine.Generations > 5 && failures > 2);
        Assert.NotEmpty(rig.Reconciling.Book.Reports);
        Assert.Contains(engine.Logged, static line => line.Contains("the host has gone", StringComparison.Ordinal));
        Assert.True(world.Time.Elapsed > TimeSpan.FromMinutes(1));
    });

    [Fact]
    public void PlanAsync_LongRange_IsDividedIntoPartsThatKnowHowToTrust() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);
        var day = new TimeWindow(WritingRig.TimeOf(-86400), WritingRig.TimeOf(-10));
        var recovery = await rig.Windows.PlanAsync(new() { Cause = ReconcileCause.Recovery, Store = "s0", Spans = [new("hot", day.From, day.To), new("gone", 1, 2)] }, default);
        Assert.Equal((4, true), (recovery.Parts.Length, recovery.Parts.All(static part => part is { Exact: false, Store: "s0", Tier: "hot" })));
        Assert.Equal(day.From, recovery.Parts[0].Range.From);
        Assert.All(recovery.Parts.Zip(recovery.Parts.Skip(1)), static pair => Assert.Equal(pair.First.Range.To, pair.Second.Range.From));
        var hour = await rig.Windows.PlanAsync(new() { Cause = ReconcileCause.Recovery, Store = "s0", Spans = [new("hot", WritingRig.TimeOf(-3600), WritingRig.TimeOf(-10))] }, default);
        Assert.True(Assert.Single(hour.Parts).Exact);
        Assert.Empty((await rig.Windows.PlanAsync(new() { Tier = "gone", Range = day }, default)).Parts);
    });

    [Fact]
    public void CompareAsync_MoreDiffersThanIsNamed_IsRepairedWhole() => VirtualWorld.Run(async world =>
    {
        var rig = await DurableRig.StartAsync(world);

        // Every other window, so that no two make one stretch, of one measurement more than are named.
        for (var window = 0; window < PairReport.MaxDiffering + 3; window++)
            rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(-120 * window));
        var task = new WindowTask("hot", "s0", new(WritingRig.TimeOf(-86400), WritingRig.TimeOf(-10)), ReconcileCause.Recovery, Exact: false);
        var compared = (await rig.Windows.CompareAsync(task, default)).Report.Pairs.Single();
        Assert.Equal((PairReport.MaxDiffering, true, 0), (compared.Differing.Length, compared.MoreDiffers, compared.Tally.Repaired));
        Assert.Empty(rig.Rig.Primary.Lines);
        await rig.Windows.RepairAsync(task with { With = "s1" }, default);
        Assert.Equal(PairReport.MaxDiffering + 3, rig.Rig.Primary.Lines.Count);
    });
}
