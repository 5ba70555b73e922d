using System.Text.Json.Nodes;
using Holdfast.Pipeline.Tests.Support;
using Holdfast.Routing.Alerting;

namespace Holdfast.Pipeline.Tests.Overview;

/// <summary>What an operator sees of an outage, from its beginning to its end.</summary>
public sealed class OverviewFlowTests
{
    private static readonly WritingRigOptions Options = new() { Recovery = new() { Soak = TimeSpan.FromMinutes(8) } };

    [Fact]
    public void OutageAndRecovery_StatusGoesThroughAllOfThemAndBack() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world, Options);
        List<string> statuses = [];
        List<string> phases = [];
        await rig.PassAsync(300, writes: 2, See);
        rig.Rig.Primary.Refuse();
        await rig.PassAsync(110, writes: 2, See);
        rig.Rig.Primary.Recover();
        await rig.PassAsync(1200, writes: 2, See);
        Assert.Equal(["Ok", "Degraded", "Critical", "Degraded", "Recovering", "Ok"], statuses);
        Assert.Equal(["Isolated", "Probing", "Backfilling", "Reconciling", "Soaking", "Done"], phases.SkipWhile(static phase => phase == "Done"));
        Assert.Equal(0, (await rig.ReadAsync())["stores"]![0]!["owed"]!["batches"]!.GetValue<long>());

        void See()
        {
            var sample = rig.Watch.Latest!;
            Note(statuses, $"{AlertRules.StatusOf(sample.Reading, sample.Alerts)}");
            Note(phases, $"{sample.Reading.Stores[0].Phase}");
        }
    });

    [Fact]
    public void Outage_DocumentTellsIt() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world, Options);
        await rig.PassAsync(60, writes: 2);
        rig.Rig.Primary.Refuse();
        await rig.PassAsync(60, writes: 2);
        var document = await rig.ReadAsync();
        Assert.Equal("critical", Text(document, "status"));
        Assert.StartsWith("Act now: Fallback share of hot: ", Text(document, "headline"), StringComparison.Ordinal);
        var alerts = document["alerts"]!.AsArray();
        Assert.Equal(["fallback_share p1 hot  fallback-share", "recovering info  s0 recovering"], alerts.Select(static alert =>
            $"{alert!["id"]} {alert["severity"]} {alert["tier"]} {alert["store"]} {alert["runbook"]}"));
        var store = document["stores"]![0]!;
        Assert.Equal(("open", "consecutive_failures"), (Text(store, "mode"), Text(store, "cause")));
        Assert.NotNull(store["isolationUntil"]);
        Assert.Equal("isolated", Text(store["recovery"]!, "phase"));
        Assert.True(store["owed"]!["batches"]!.GetValue<long>() > 100);
        Assert.Equal(0, store["owed"]!["unstored"]!.GetValue<long>());
        var targets = document["tiers"]![0]!["targets"]!;
        Assert.True(targets[1]!["share"]!.GetValue<double>() > 0.95);
        var line = document["timeline"]!["stores"]![0]!;
        Assert.Equal(["closed", "open"], line["spans"]!.AsArray().Select(static span => Text(span!, "mode")));
        Assert.Equal("closed>open consecutive_failures", line["transitions"]!.AsArray().Select(static change => $"{change!["from"]}>{change["to"]} {change["cause"]}").Single());
    });

    /// <summary>Between the first failure and the one that opens the breaker a store is in service, owed something and going down.</summary>
    [Fact]
    public void FirstFailure_BeforeTheBreakerOpens_IsNotSaidToBeOver() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world, Options with { Delivery = new() { Retries = 0 } });
        await rig.PassAsync(60, writes: 2);
        rig.Rig.Primary.Refuse();
        await rig.WriteAsync();
        await rig.PassAsync(1);
        var document = await rig.ReadAsync();
        var store = document["stores"]![0]!;
        Assert.Equal(("closed", "backfilling", 1), (Text(store, "mode"), Text(store["recovery"]!, "phase"), store["owed"]!["batches"]!.GetValue<long>()));
        Assert.Equal("s0 has missed writes; they are kept and delivered to it in order (0 % done).", Text(document, "headline"));
        await rig.PassAsync(1);
        document = await rig.ReadAsync();
        Assert.Equal("s0 is in service, but what it missed could not be delivered yet; it is kept and tried again.", Text(document, "headline"));
        await rig.PassAsync(1, writes: 3);
        document = await rig.ReadAsync();
        Assert.Equal(("open", "s0 is isolated; what it misses is kept and delivered later."), (Text(document["stores"]![0]!, "mode"), Text(document, "headline")));
    });

    /// <summary>The state of the stores and the sentence over them are of one moment.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(900)]
    public void BreakerThatOpensBetweenTwoLooks_IsInTheWholeDocument(int milliseconds) => VirtualWorld.Run(async world =>
    {
        var rig = await OverviewRig.StartAsync(world, Options);
        await rig.PassAsync(60, writes: 2);
        await rig.ReadAsync();
        await rig.PassAsync(1, writes: 2);
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), world.Time);
        rig.Rig.Breakers.Isolate("s0", "new disk");
        var document = await rig.ReadAsync();
        Assert.Equal("open", Text(document["stores"]![0]!, "mode"));
        Assert.Equal("s0 is isolated by an operator until it is restored; what it misses is kept and delivered later.", Text(document, "headline"));
        Assert.Equal("open", Text(document["timeline"]!["stores"]![0]!["transitions"]!.AsArray()[^1]!, "to"));
    });

    [Fact]
    public void EverythingDown_OwedNowhereAlertsAfterAMinute() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world, Options);
        rig.Rig.Primary.Refuse();
        rig.Rig.Replica.Refuse();
        await rig.PassAsync(5, writes: 2);
        Assert.DoesNotContain(rig.Watch.Latest!.Alerts, static alert => alert.Id == AlertId.OwedNowhere);
        await rig.PassAsync(60);
        var owed = Assert.Single(rig.Watch.Latest!.Alerts, static alert => alert.Id == AlertId.OwedNowhere);
        Assert.Equal((AlertSeverity.P1, "s0", 10.0), (owed.Severity, owed.Store, owed.Value));
        var document = await rig.ReadAsync();
        Assert.Equal((10, 10), (document["log"]!["unstoredBatches"]!.GetValue<long>(), document["stores"]![0]!["owed"]!["unstored"]!.GetValue<long>()));
    });

    [Fact]
    public void IsolatedByAnOperator_IsDegradedAndNoRecovery() => VirtualWorld.Run(static async world =>
    {
        var rig = await OverviewRig.StartAsync(world, Options);
        await rig.PassAsync(2);
        rig.Rig.Breakers.Isolate("s1", "new disk");
        var document = await rig.ReadAsync();
        await rig.PassAsync(1);
        document = await rig.ReadAsync();
        Assert.Equal(("degraded", "s1 is isolated by an operator until it is restored; what it misses is kept and delivered later."), (Text(document, "status"), Text(document, "headline")));
        Assert.Empty(document["alerts"]!.AsArray());
        var store = document["stores"]![1]!;
        Assert.Equal((true, "manual", "new disk"), (store["heldByOperator"]!.GetValue<bool>(), Text(store, "cause"), Text(store, "reason")));
    });

    private static void Note(List<string> seen, string value)
    {
        if (seen.Count == 0 || seen[^1] != value)
            seen.Add(value);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
