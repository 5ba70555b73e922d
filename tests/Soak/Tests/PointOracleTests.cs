using Holdfast.Soak.Traffic;

namespace Holdfast.Soak.Tests;

public sealed class PointOracleTests
{
    private readonly PointOracle _oracle = new(3);

    [Fact]
    public void Begin_SameSeries_GivesRisingSlots() => Assert.Equal([0, 1, 2], new[] { _oracle.Begin(1), _oracle.Begin(1), _oracle.Begin(1) }.Select(static point => point.Slot));

    [Fact]
    public void Correct_WhileAVersionIsUnderWay_IsNull()
    {
        var point = _oracle.Begin(0);
        Assert.Null(_oracle.Correct(0, point.Slot));
        _oracle.Acknowledge(point);
        Assert.Equal(point with { Version = 1 }, _oracle.Correct(0, point.Slot));
        Assert.Null(_oracle.Correct(0, point.Slot));
    }

    [Fact]
    public void Correct_AfterAllVersions_IsNull()
    {
        var point = _oracle.Begin(0);
        for (var version = 1; version < PointOracle.MaxVersions; version++)
        {
            _oracle.Acknowledge(point);
            point = _oracle.Correct(0, 0)!.Value;
        }

        _oracle.Acknowledge(point);
        Assert.Null(_oracle.Correct(0, 0));
        Assert.True(_oracle.IsCurrent(point));
        Assert.False(_oracle.IsCurrent(point with { Version = point.Version - 1 }));
    }

    [Fact]
    public void IsCurrent_NewerVersionNotAcknowledged_HoldsForBoth()
    {
        var first = _oracle.Begin(2);
        _oracle.Acknowledge(first);
        var second = _oracle.Correct(2, 0)!.Value;
        Assert.True(_oracle.IsCurrent(first));
        Assert.True(_oracle.IsCurrent(second));
        _oracle.Acknowledge(second);
        Assert.False(_oracle.IsCurrent(first));
        Assert.True(_oracle.IsCurrent(second));
    }

    [Fact]
    public void WasSent_NeverSent_IsFalse()
    {
        var point = _oracle.Begin(0);
        Assert.True(_oracle.WasSent(point));
        Assert.False(_oracle.WasSent(point with { Version = 1 }));
        Assert.False(_oracle.WasSent(point with { Slot = 1 }));
        Assert.False(_oracle.WasSent(point with { Series = 1 }));
        Assert.False(_oracle.WasSent(point with { Series = 3 }));
    }

    [Fact]
    public void Count_SeenAndUnseen_TellsThemApart()
    {
        var points = Enumerable.Range(0, 4).Select(_ => _oracle.Begin(0)).ToList();
        foreach (var point in points.Take(3))
            _oracle.Acknowledge(point);
        _oracle.See(points[0], atPrimary: true);
        _oracle.See(points[1], atPrimary: false);
        Assert.Equal((3, 1, 2), _oracle.Count());
        Assert.Equal([(0, 1), (0, 2)], _oracle.Missing());
    }

    [Fact]
    public void Bytes_AnHourOfPoints_AreOneEach()
    {
        for (var index = 0; index < 3 * 1_000_000; index++)
            _oracle.Begin(index % 3);
        Assert.InRange(_oracle.Bytes, 3_000_000, 3_300_000);
    }

    [Fact]
    public async Task Acknowledge_FromManyThreads_LosesNone()
    {
        var points = Enumerable.Range(0, 90_000).Select(index => _oracle.Begin(index % 3)).ToList();
        await Parallel.ForEachAsync(points, (point, _) =>
        {
            _oracle.Acknowledge(point);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(90_000, _oracle.Count().Acknowledged);
    }
}
