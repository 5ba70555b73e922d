using Holdfast.Pipeline.Reconciling;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Tests.Reconciling;

public sealed class ReconcilePartsTests
{
    [Fact]
    public void ReconcileAsync_CompareOnlyThenRepairOfWhatWasNamed_DoesWhatOneRunDoes() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.AddRange([ReconcilingRig.Line(1), ReconcilingRig.Line(61), ReconcilingRig.Line(300), ReconcilingRig.Line(1, "f=2", "other")]);
        var request = new ReconcileRequest(rig.Rig.Tier, "s0", new(WritingRig.TimeOf(-5400), WritingRig.TimeOf(0)), ReconcileCause.Recovery) { IsPart = true };

        var compared = (await rig.Reconciler.ReconcileAsync(request with { CompareOnly = true }, default)).Pairs.Single();
        Assert.Empty(rig.Rig.Primary.Lines);
        var minute = 60 * 1_000_000_000L;
        Assert.Equal(
            [("m", 2 * minute), ("m", minute), ("other", minute)],
            compared.Differing.Select(static differing => (differing.Measurement, differing.Window.To - differing.Window.From)));

        var asked = rig.Influx[0].Asked.Count;
        var repaired = (await rig.Reconciler.ReconcileAsync(request with { With = "s1", Windows = compared.Differing }, default)).Pairs.Single();
        var both = compared.And(repaired);
        Assert.Equal(new(Windows: 180, Read: 4, Skipped: 0, Missing: 4, Repaired: 4, Refused: 0, Conflicting: 0), both.Tally);
        Assert.Equal(rig.Influx[1].Cells(), rig.Influx[0].Cells());
        Assert.DoesNotContain(rig.Influx[0].Asked.Skip(asked), static statement => statement.Contains("count(", StringComparison.OrdinalIgnoreCase));

        // Parts are kept by whoever asked for them.
        Assert.Empty(rig.Book.Reports);
    });

    [Fact]
    public void ReconcileAsync_NamedWindowsAreOwedByNow_AreLeftAlone() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(1));
        rig.Rig.Primary.Refuse();
        await rig.Rig.WriteAsync(ReconcilingRig.Past + 5);
        rig.Rig.Primary.Recover();
        var request = new ReconcileRequest(rig.Rig.Tier, "s0", new(WritingRig.TimeOf(-5400), WritingRig.TimeOf(0)), ReconcileCause.Recovery)
        {
            With = "s1",
            Windows = [new("m", new(WritingRig.TimeOf(ReconcilingRig.Past), WritingRig.TimeOf(ReconcilingRig.Past + 60)))],
        };
        var report = await rig.Reconciler.ReconcileAsync(request, default);
        Assert.Equal((ReconcileOutcome.Owed, 0, 0), (report.Outcome, report.Tally.Windows, report.Tally.Read));
        Assert.Empty(rig.Rig.Primary.Lines);
    });

    [Theory]
    [InlineData(ReconcileCause.Timer, 3600, false)]
    [InlineData(ReconcileCause.Recovery, 3600, true)]
    [InlineData(ReconcileCause.Recovery, 36000, false)]
    [InlineData(ReconcileCause.Operator, 36000, true)]
    public void PartsOf_Whole_KnowsHowItsPartsTrust(ReconcileCause cause, int seconds, bool exact) => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        var whole = new ReconcileRequest(rig.Rig.Tier, null, new(WritingRig.TimeOf(-seconds), WritingRig.TimeOf(1000)), cause);
        var parts = rig.Reconciler.PartsOf(whole, 10);
        Assert.All(parts, part => Assert.Equal((exact, true), (part.Exact, part.IsPart)));
        Assert.All(parts.Zip(parts.Skip(1)), static pair => Assert.Equal(pair.First.Range.To, pair.Second.Range.From));
        Assert.True(parts[^1].Range.To < WritingRig.TimeOf(0));
        Assert.Equal(WritingRig.TimeOf(-seconds), parts[0].Range.From);
        Assert.Empty(rig.Reconciler.PartsOf(whole with { Range = new(5, 5) }, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Reconciler.PartsOf(whole, 0));
    });
}
