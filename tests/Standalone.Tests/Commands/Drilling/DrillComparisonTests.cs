using System.Text;
using Holdfast.Standalone.Commands;
using Holdfast.Standalone.Commands.Drilling;
using Holdfast.Standalone.Embedded;
using Holdfast.Standalone.Tests.Support;

namespace Holdfast.Standalone.Tests.Commands.Drilling;

public sealed class DrillComparisonTests
{
    private readonly DrillLedger _ledger = new();
    private readonly Dictionary<long, DrillPoint> _primary = [];
    private readonly Dictionary<long, DrillPoint> _replica = [];

    [Fact]
    public void Of_EverythingWhereItBelongs_FindsNothing()
    {
        var point = Sent(1, 2);
        (_primary[point.Time], _replica[point.Time]) = (new(2, "hot"), new(1, "hot"));
        Assert.Equal(new(Acknowledged: 1, Read: 2, Lost: 0, MissingAtPrimary: 0, StaleAtPrimary: 0, Foreign: 0, Misplaced: 0), Compare());
    }

    [Fact]
    public void Of_PointInNoStore_IsLostAndMissing()
    {
        Sent(1);
        Assert.Equal(new(1, 0, Lost: 1, MissingAtPrimary: 1, 0, 0, 0), Compare());
    }

    [Fact]
    public void Of_PointAtTheReplicaOnly_IsMissingAtThePrimaryAndNotLost()
    {
        _replica[Sent(1).Time] = new(1, "hot");
        Assert.Equal(new(1, 1, Lost: 0, MissingAtPrimary: 1, 0, 0, 0), Compare());
    }

    [Fact]
    public void Of_OldValueAtThePrimary_IsStale()
    {
        _primary[Sent(1, 2).Time] = new(1, "hot");
        Assert.Equal(new(1, 1, 0, 0, StaleAtPrimary: 1, 0, 0), Compare());
    }

    [Fact]
    public void Of_NewerValueThatWasNeverAcknowledged_MayBeThereOrNot()
    {
        var point = Sent(1);
        point.Send(2);
        foreach (var value in new[] { 1, 2 })
        {
            _primary[point.Time] = new(value, "hot");
            Assert.Equal(new(1, 1, 0, 0, 0, 0, 0), Compare());
        }
    }

    [Fact]
    public void Of_PointThatWasNeverAcknowledged_MayBeAbsent()
    {
        _ledger.Begin("hot", DateTimeOffset.UtcNow).Send(1);
        Assert.Equal(new(0, 0, 0, 0, 0, 0, 0), Compare());
    }

    [Fact]
    public void Of_ValueThatNobodySent_IsForeign()
    {
        _primary[Sent(1).Time] = new(7, "hot");
        _replica[12345] = new(1, "hot");
        Assert.Equal(2, Compare().Foreign);
    }

    [Fact]
    public void Of_PointOfAnotherTierOrInAMisfit_IsMisplacedAndStillMissing()
    {
        var point = Sent(1);
        var misfit = new DrillContent("misfit", "hot", IsPrimary: false, Eligible: false, new Dictionary<long, DrillPoint> { [point.Time] = new(1, "hot") });
        Assert.Equal(new(1, 1, Lost: 1, MissingAtPrimary: 1, 0, 0, Misplaced: 1), DrillComparison.Of(_ledger, [misfit, Content("primary", true, _primary)]));
        _primary[point.Time] = new(1, "warm");
        Assert.Equal(1, Compare().Misplaced);
    }

    /// <summary>The whole way from a store over HTTP to the exit code.</summary>
    [Theory]
    [InlineData(0, ExitCodes.Done)]
    [InlineData(1, ExitCodes.NotAllWell)]
    public async Task ReadAsync_StoreThatLosesPoints_IsFoundOut(int lost, int code)
    {
        var started = await EmbeddedStoreServer.StartAsync(new(), new Uri("http://127.0.0.1:0"), TimeProvider.System);
        await using var store = started.Value!;
        using var client = new EmbeddedClient(store.Url);
        var (now, lines) = (DateTimeOffset.UtcNow.AddMinutes(-1), new StringBuilder());
        for (var number = 0; number < 100; number++)
        {
            var point = _ledger.Begin("hot", now.AddSeconds(number / 2));
            point.Send(number);
            point.Acknowledge();
            if (number >= lost)
                lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"holdfast_drill,producer=p0,run=r1,tier=hot v={number}i {point.Time}\n");
        }

        lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"holdfast_drill,producer=p0,run=other,tier=hot v=1i {_ledger.First + 1}\n");
        Assert.Equal(204, (await client.WriteAsync("/api/v2/write?bucket=telemetry_hot", lines.ToString())).Status);

        var target = new DrillTarget(new() { Definition = new("primary", store.Url, Routing.Tiers.StoreApi.V2, "") }, "telemetry_hot", "hot", IsPrimary: true, Eligible: true);
        var (content, error) = await new StoreReader("r1", TimeProvider.System).ReadAsync(target, _ledger.First, _ledger.Last, CancellationToken.None);
        Assert.Null(error);
        var comparison = DrillComparison.Of(_ledger, [content!]);
        Assert.Equal(new(100, 100 - lost, lost, lost, 0, 0, 0), comparison);
        var rows = DrillJudge.Judge(
            new() { Stores = comparison }, new() { Answer = TimeSpan.Zero, BesideOpenBreaker = TimeSpan.Zero, Recovery = TimeSpan.Zero }, withProcessFaults: false);
        Assert.Equal(code, DrillJudge.ExitCode([.. rows.Where(static row => row.Id is "I1" or "I3")]));
    }

    [Theory]
    [InlineData("""{"results":[{"error":"database not found"}]}""")]
    [InlineData("""{"results":[]}""")]
    [InlineData("{}")]
    [InlineData("<html>")]
    public void TryParse_NoRows_IsNotTakenForAnEmptyStore(string json) => Assert.False(StoreReader.TryParse(json, []));

    private SentPoint Sent(params long[] values)
    {
        var point = _ledger.Begin("hot", DateTimeOffset.UtcNow);
        foreach (var value in values)
        {
            point.Send(value);
            point.Acknowledge();
        }

        return point;
    }

    private DrillComparison Compare() => DrillComparison.Of(_ledger, [Content("primary", true, _primary), Content("replica", false, _replica)]);

    private static DrillContent Content(string store, bool primary, Dictionary<long, DrillPoint> points) => new(store, "hot", primary, Eligible: true, points);
}
