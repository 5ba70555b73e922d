using Holdfast.Soak.Judging;
using Holdfast.Soak.Stores;
using Holdfast.Soak.Traffic;
using Holdfast.Standalone.Commands.Drilling;

namespace Holdfast.Soak.Tests;

/// <summary>A run in which something goes wrong on purpose is found out.</summary>
public sealed class ReadBackTests
{
    private readonly TierTraffic _tier = new(PointPlan.Of("hot", 1400, 1_790_000_000_000), "telemetry_hot", 1);
    private readonly List<PointRef> _points;
    private readonly ReadBack _back;

    public ReadBackTests()
    {
        _points = [.. Enumerable.Range(0, 1000).Select(index => _tier.Oracle.Begin(index % _tier.Plan.Series))];
        foreach (var point in _points)
            _tier.Oracle.Acknowledge(point);
        _back = new(_tier);
    }

    [Fact]
    public void See_EverythingAtThePrimary_IsWhole()
    {
        Read(isPrimary: true, _points);
        Assert.Equal((1000, 0, 0), _tier.Oracle.Count());
        Assert.Equal((1000, 0, 0, 0), (_back.Read, _back.Stale, _back.Foreign, _back.Misplaced));
    }

    [Fact]
    public void Count_PointThatWasNeverSent_IsLost()
    {
        // The oracle is told that one more was acknowledged, though nothing ever carried it.
        _tier.Oracle.Acknowledge(_tier.Oracle.Begin(0));
        Read(isPrimary: true, _points);
        Read(isPrimary: false, _points);
        var (acknowledged, nowhere, missing) = _tier.Oracle.Count();
        Assert.Equal((1001, 1, 1), (acknowledged, nowhere, missing));
        var verdict = SoakJudge.Judge(new() { Stores = new(acknowledged, _back.Read, nowhere, missing, 0, 0, 0) }, new() { Recovery = TimeSpan.Zero });
        Assert.Equal(DrillVerdict.Broken, verdict.Single(static row => row.Id == "I1").Verdict);
    }

    [Fact]
    public void Count_OnlyAtTheReplica_IsMissingAtThePrimary()
    {
        Read(isPrimary: true, _points.Skip(10));
        Read(isPrimary: false, _points.Take(10));
        Assert.Equal((1000, 0, 10), _tier.Oracle.Count());
    }

    [Fact]
    public void See_ValueBeforeAnAcknowledgedCorrection_IsStaleAtThePrimaryOnly()
    {
        _tier.Oracle.Acknowledge(_tier.Oracle.Correct(0, 0)!.Value);
        Read(isPrimary: false, _points);
        Assert.Equal(0, _back.Stale);
        Read(isPrimary: true, _points);
        Assert.Equal(1, _back.Stale);
    }

    [Fact]
    public void See_CorrectionThatWasNotAcknowledged_MayOrMayNotBeThere()
    {
        var correction = _tier.Oracle.Correct(0, 0)!.Value;
        Read(isPrimary: true, _points);
        Read(isPrimary: true, [correction]);
        Assert.Equal(0, _back.Stale);
    }

    [Fact]
    public void End_StoreThatKeepsVersions_MustHaveTheNewestAmongThem()
    {
        var (first, second) = (_points[0], _points[1]);
        var correction = _tier.Oracle.Correct(first.Series, first.Slot)!.Value;
        _tier.Oracle.Acknowledge(correction);
        _tier.Oracle.Acknowledge(_tier.Oracle.Correct(second.Series, second.Slot)!.Value);
        Read(isPrimary: true, [.. _points, correction], keepsVersions: true);
        Assert.Equal(1, _back.Stale);
    }

    [Fact]
    public void See_ValueThatNobodySent_IsForeign()
    {
        Read(isPrimary: true, [_points[0] with { Version = 1 }, _points[0] with { Slot = 99_999 }]);
        Assert.Equal(2, _back.Foreign);
    }

    [Fact]
    public void See_OtherTierOrTrap_IsMisplaced()
    {
        var row = Row(_points[0]);
        _back.Of("a", isPrimary: true, isTrap: false, keepsVersions: false).See(row with { Tier = "cold" });
        _back.Of("trap", isPrimary: false, isTrap: true, keepsVersions: false).See(row);
        Assert.Equal(2, _back.Misplaced);
        Assert.Equal(1000, _tier.Oracle.Count().Nowhere);
    }

    private void Read(bool isPrimary, IEnumerable<PointRef> points, bool keepsVersions = false)
    {
        var reader = _back.Of("store", isPrimary, isTrap: false, keepsVersions);
        foreach (var point in points)
            reader.See(Row(point));
        reader.End();
    }

    private StoredRow Row(PointRef point) => new(
        PointPlan.Measurements[point.Series / _tier.Plan.Hosts], $"h{point.Series % _tier.Plan.Hosts}", "hot", _tier.Plan.TimeOf(point.Slot), PointPlan.ValueOf(point));
}
