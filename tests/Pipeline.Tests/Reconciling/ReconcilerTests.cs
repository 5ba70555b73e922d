using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Stores;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Pipeline.Tests.Reconciling;

public sealed class ReconcilerTests
{
    private static readonly string[] Rich =
    [
        ReconcilingRig.Line(0, "f=1,i=9223372036854775807i,b=true,s=\"a, \\\"b\\\" \\\\\""),
        ReconcilingRig.Line(1, "f=1e+21,u=18446744073709551615u", @"m,host=a\ b"),
        ReconcilingRig.Line(61, "f=-0,i=-9223372036854775808i"),
        ReconcilingRig.Line(5, "v=9007199254740993i", "other"),
    ];

    [Fact]
    public void ReconcileAsync_PrimaryLacksPoints_GetsThemExactlyAndOnlyThose() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.AddRange(Rich);
        rig.Rig.Primary.Lines.AddRange([ReconcilingRig.Line(0, "f=2"), ReconcilingRig.Line(2, "f=3")]);

        var report = await rig.RunAsync();

        Assert.Equal(ReconcileOutcome.Complete, report.Outcome);
        Assert.Equal(new(Windows: 180, Read: 3, Skipped: 0, Missing: 4, Repaired: 4, Refused: 0, Conflicting: 1), report.Tally);
        var before = new[] { ReconcilingRig.Line(0, "f=2"), ReconcilingRig.Line(2, "f=3") };
        var expected = rig.Influx[1].Cells();
        expected[("m", WritingRig.TimeOf(ReconcilingRig.Past), "f")] = "2";
        expected[("m", WritingRig.TimeOf(ReconcilingRig.Past + 2), "f")] = "3";
        Assert.Equal(Normal(expected), Normal(rig.Influx[0].Cells()));
        Assert.Equal(before, rig.Rig.Primary.Lines.Take(2));
        Assert.Equal(Rich, rig.Rig.Replica.Lines);
        Assert.Equal(0, (await rig.RunAsync()).Tally.Missing);
        Assert.Equal((2, 0), (rig.Book.Reports.Length, rig.Journal.Count));
    });

    [Theory]
    [InlineData(ReconcileCause.Timer, 0)]
    [InlineData(ReconcileCause.Recovery, 1)]
    [InlineData(ReconcileCause.Operator, 1)]
    public void ReconcileAsync_EqualCountsOfDifferentPoints_AreTrustedByTheTimerOnly(ReconcileCause cause, int repaired) => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Primary.Lines.Add(ReconcilingRig.Line(1));
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(2));
        Assert.Equal(repaired, (await rig.RunAsync(cause)).Tally.Repaired);
    });

    [Fact]
    public void ReconcileAsync_PrimaryHasMoreButNotAll_IsRepairedByTheTimerToo() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Primary.Lines.AddRange([ReconcilingRig.Line(1), ReconcilingRig.Line(2)]);
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(3));
        Assert.Equal(1, (await rig.RunAsync(ReconcileCause.Timer)).Tally.Repaired);
    });

    [Theory]
    [InlineData(null, 3)]
    [InlineData("s1", 1)]
    public void ReconcileAsync_Fanout_HealsEveryStoreFromEveryOther(string? store, int withPoint) => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world, new() { Stores = 3, Delivery = new() { Mode = DeliveryMode.Fanout } });
        for (var index = 0; index < 3; index++)
            rig.Rig.Stores[index].Lines.Add(ReconcilingRig.Line(index));
        var report = await rig.RunAsync(store: store);
        Assert.Equal(store is null ? 6 : 2, report.Pairs.Length);
        Assert.Equal(withPoint, rig.Influx.Count(static influx => influx.Cells().Count == 3));
        Assert.Equal(store is null ? 3 : 1, rig.Influx.Count(static influx => influx.Cells().Count > 1));
    });

    [Fact]
    public void ReconcileAsync_BucketIsOwedSomethingInTheRange_WaitsAndAsksNothing() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Primary.Refuse();
        await rig.Rig.WriteAsync(ReconcilingRig.Past + 5);
        rig.Rig.Primary.Recover();
        var report = await rig.RunAsync();
        Assert.Equal((ReconcileOutcome.Owed, true), (report.Outcome, report.Trouble));
        Assert.Empty(rig.Influx[0].Asked);
        Assert.Empty(rig.Rig.Primary.Lines);
    });

    [Fact]
    public void ReconcileAsync_StoreIsNotClosedOrThrottled_IsNotAsked() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(1));
        rig.Rig.Breakers.Isolate("s0", "test");
        var report = await rig.RunAsync();
        Assert.Equal(ReconcileOutcome.Hindered, report.Outcome);
        Assert.Empty(rig.Influx[0].Asked);
    });

    [Fact]
    public void ReconcileAsync_StoreHangs_StopsAtTheFirstQuestion() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Influx[1].Before = static async (_, ct) => await ScriptedTransport.HangAsync(ct);
        var report = await rig.RunAsync();
        Assert.Equal((ReconcileOutcome.Failed, 1), (report.Outcome, rig.Influx[1].Asked.Count));
        Assert.Equal(rig.Rig.Settings.Reconcile.Timeout, report.Duration);
        Assert.Equal("s1: no answer within 00:00:10", Assert.Single(report.Pairs).Message);
        Assert.Equal(Holdfast.Routing.Breakers.BreakerMode.Closed, rig.Rig.Breakers["s1"].Snapshot.Mode);
    });

    [Fact]
    public void ReconcileAsync_StoreThatAnswersSomethingElse_IsUnsupportedAndNoTrouble() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Influx[1].Before = static (_, _) => Task.FromResult<StoreResponse?>(
            new() { Status = 200, Body = """{"results":[{"statement_id":0,"series":[{"name":"databases","columns":["name"],"values":[["_internal"]]}]}]}""" });
        var report = await rig.RunAsync(ReconcileCause.Timer);
        Assert.Equal((ReconcileOutcome.Unsupported, false), (report.Outcome, report.Trouble));
        await rig.RunAsync(ReconcileCause.Timer);
        Assert.Single(rig.Book.Reports);
    });

    [Fact]
    public void ReconcileAsync_AnswersThatDoNotFit_AreHalvedDownToASecondAndThenSkipped() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world, new() { Reconcile = new() { MaximumAnswer = 600 } });
        for (var second = 0; second < 60; second++)
            rig.Rig.Replica.Lines.Add(ReconcilingRig.Line(second));
        rig.Rig.Replica.Lines.AddRange(Enumerable.Range(0, 60).Select(static at => ReconcilingRig.Line(30, series: $"m,host={at}")));
        var report = await rig.RunAsync();
        Assert.Equal(ReconcileOutcome.Partial, report.Outcome);
        Assert.Equal((59, 1), (report.Tally.Repaired, report.Tally.Skipped));
        Assert.Contains(ReconcilingRig.Line(29), rig.Rig.Primary.Lines);
        Assert.DoesNotContain(ReconcilingRig.Line(30), rig.Rig.Primary.Lines);
        var skipped = Assert.Single(Assert.Single(report.Pairs).Skipped).Window;
        Assert.InRange(WritingRig.TimeOf(ReconcilingRig.Past + 30), skipped.From, skipped.To - 1);
    });

    [Fact]
    public void ReconcileAsync_StoreCutsItsAnswerOff_IsNotTakenForTheWholeOne() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.AddRange([ReconcilingRig.Line(1), ReconcilingRig.Line(40)]);
        var cut = true;
        rig.Influx[0].Before = (statement, _) =>
        {
            var now = cut && statement.StartsWith("SELECT *", StringComparison.Ordinal);
            cut &= !now;
            return Task.FromResult<StoreResponse?>(now
                ? new() { Status = 200, Body = """{"results":[{"series":[{"name":"m","columns":["time","v"],"values":[],"partial":true}]}]}""" }
                : null);
        };
        Assert.Equal(2, (await rig.RunAsync()).Tally.Repaired);
        Assert.Equal(3, rig.Influx[0].Asked.Count(static statement => statement.StartsWith("SELECT *", StringComparison.Ordinal)));
    });

    [Fact]
    public void ReconcileAsync_FieldWithSeveralTypes_IsLeftOutAndTheOthersCompared() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.AddRange([ReconcilingRig.Line(1, "v=1i,w=1i"), ReconcilingRig.Line(2, "v=1.5")]);
        var report = await rig.RunAsync();
        Assert.Equal([ReconcilingRig.Line(1, "w=1i")], rig.Rig.Primary.Lines);
        Assert.Equal("field v of m has several types at a store and is not compared", Assert.Single(report.Pairs[0].Notes));
    });

    [Fact]
    public void ReconcileAsync_StoreRefusesAPoint_IsCountedAndTheOthersAreRepaired() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        rig.Rig.Replica.Lines.AddRange([ReconcilingRig.Line(1), ReconcilingRig.Line(2, "bad=1i"), ReconcilingRig.Line(3)]);
        rig.Rig.Primary.RejectLinesWith("bad");
        var report = await rig.RunAsync();
        Assert.Equal((3, 2, 1, ReconcileOutcome.Complete), (report.Tally.Missing, report.Tally.Repaired, report.Tally.Refused, report.Outcome));
    });

    [Fact]
    public void ReconcileAsync_OutsideTheTimeToLiveOrTooNew_IsNotCompared() => VirtualWorld.Run(async world =>
    {
        var rig = await ReconcilingRig.StartAsync(world);
        var week = 7 * 24 * 3600;
        rig.Rig.Replica.Lines.AddRange([ReconcilingRig.Line(-week), ReconcilingRig.Line(3599 + 1), ReconcilingRig.Line(3580)]);
        var range = new TimeWindow(WritingRig.TimeOf(-2 * week), WritingRig.TimeOf(100));
        Assert.Equal(0, (await rig.Reconciler.ReconcileAsync(new(rig.Rig.Tier, null, range, ReconcileCause.Timer), default)).Tally.Missing);
        Assert.Equal(1, (await rig.Reconciler.ReconcileAsync(new(rig.Rig.Tier, null, range, ReconcileCause.Recovery), default)).Tally.Repaired);
    });

    private static IEnumerable<(string, long, string, string)> Normal(IEnumerable<KeyValuePair<(string Head, long Time, string Field), string>> cells) =>
        cells.Select(static cell => (cell.Key.Head, cell.Key.Time, cell.Key.Field, cell.Value.Replace("E", "e", StringComparison.Ordinal)));
}
