using FsCheck;
using FsCheck.Fluent;
using Holdfast.Routing.Reconciling;

namespace Holdfast.Routing.Tests.Reconciling;

public sealed class WindowDifferenceTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(40);

    private static readonly Arbitrary<CellModel> Models = CellGen().ListOf().Select(static cells =>
        new CellModel(cells.DistinctBy(static cell => cell.Key))).ToArbitrary();

    [Fact]
    public void Of_AnyTwoStores_RepairIsTheUnionWithTheStoresOwnCellsUntouched() => Prop.ForAll(Models, Models, Gen.Choose(1, 200).ToArbitrary(), static (here, there, bytes) =>
    {
        var before = here.Cells.ToDictionary();
        var difference = WindowDifference.Of(here.Tables(), there.Tables(reversed: true), bytes);
        foreach (var batch in difference.Batches)
            here.Apply(batch.Lines);

        var union = there.Cells.Where(cell => !before.ContainsKey(cell.Key)).Concat(before).ToDictionary();
        Assert.Equal(union.OrderBy(static cell => cell.Key), here.Cells.OrderBy(static cell => cell.Key));
        var missing = there.Cells.Keys.Where(key => !before.ContainsKey(key)).Select(static key => (key.Head, key.Time)).Distinct().Count();
        var conflicting = there.Cells.Where(cell => before.TryGetValue(cell.Key, out var own) && own != cell.Value)
            .Select(static cell => (cell.Key.Head, cell.Key.Time)).Distinct().Count();
        Assert.Equal((missing, 0, conflicting), (difference.MissingPoints, difference.UnwritablePoints, difference.ConflictingPoints));
        Assert.Equal(missing, difference.Batches.Sum(static batch => batch.Points));

        var again = WindowDifference.Of(here.Tables(), there.Tables(), bytes);
        Assert.Empty(again.Batches);
        Assert.Equal((0, conflicting), (again.MissingPoints, again.ConflictingPoints));
    }).Check(Thorough);

    [Fact]
    public void Of_MissingAndConflictingCellsOfOnePoint_WritesTheMissingOnlyAndShowsTheOther()
    {
        var here = new CellModel([Cell("m", 5, "a", CellValue.Integer(1))]);
        var there = new CellModel([Cell("m", 5, "a", CellValue.Integer(2)), Cell("m", 5, "b", CellValue.OfText("x\"\\\n"))]);

        var difference = WindowDifference.Of(here.Tables(), there.Tables(), 1000);

        var batch = Assert.Single(difference.Batches);
        Assert.Equal("m b=\"x\\\"\\\\\n\" 5\n", System.Text.Encoding.UTF8.GetString(batch.Lines.Span));
        Assert.Equal((1, 5L, 5L), (batch.Points, batch.MinTime, batch.MaxTime));
        Assert.Equal(new CellConflict("m", 5, "a", "1i", "2i"), Assert.Single(difference.Conflicts));
    }

    [Fact]
    public void Of_SameNumberOfAnotherType_Conflicts()
    {
        var difference = WindowDifference.Of(
            new CellModel([Cell("m", 1, "a", CellValue.Float(1))]).Tables(), new CellModel([Cell("m", 1, "a", CellValue.Integer(1))]).Tables(), 1000);
        Assert.Equal((0, 1), (difference.MissingPoints, difference.ConflictingPoints));
    }

    [Fact]
    public void Of_SeriesThatNoLineCanCarry_IsCountedAndNotWritten()
    {
        var head = SeriesHead.Of("m", [new("tag", "tab\there")]);
        Assert.False(head.Writable);
        var series = new SeriesCells(head, ["a"], [1], [CellValue.Integer(1)]);

        var difference = WindowDifference.Of([], [series], 1000);

        Assert.Empty(difference.Batches);
        Assert.Equal((1, 1), (difference.MissingPoints, difference.UnwritablePoints));
        Assert.Equal(0, WindowDifference.Of([series], [series], 1000).MissingPoints);
    }

    [Theory]
    [InlineData(WindowDifference.MaxConflicts - 1)]
    [InlineData(WindowDifference.MaxConflicts)]
    [InlineData(WindowDifference.MaxConflicts + 1)]
    public void Of_ManyConflicts_ShowsSomeAndCountsAll(int points)
    {
        var here = new CellModel(Enumerable.Range(0, points).Select(static time => Cell("m", time, "a", CellValue.Boolean(true))));
        var there = new CellModel(Enumerable.Range(0, points).Select(static time => Cell("m", time, "a", CellValue.Boolean(false))));
        var difference = WindowDifference.Of(here.Tables(), there.Tables(), 1000);
        Assert.Equal(points, difference.ConflictingPoints);
        Assert.Equal(Math.Min(points, WindowDifference.MaxConflicts), difference.Conflicts.Length);
    }

    [Fact]
    public void Cells_TimestampsThatDoNotRise_AreRefused() =>
        Assert.Throws<ArgumentException>(static () => new SeriesCells(SeriesHead.Of("m", []), ["a"], [1, 1], [default, default]));

    private static KeyValuePair<(string Head, long Time, string Field), CellValue> Cell(string head, long time, string field, CellValue value) => new((head, time, field), value);

    private static Gen<KeyValuePair<(string Head, long Time, string Field), CellValue>> CellGen() =>
        from head in Gen.Elements("m", "m,host=a", @"m,host=a\ b\,c,x=\=", @"a\ m")
        from time in Gen.Frequency((20, Gen.Choose(0, 6).Select(static n => (long)n)), (1, Gen.Elements(long.MaxValue, long.MinValue, -1L)))
        from field in Gen.Elements("a", "b", "field c", "d=,")
        from value in Gen.Elements(
            CellValue.Float(1.5), CellValue.Float(-0.0), CellValue.Float(0), CellValue.Float(double.MaxValue), CellValue.Float(double.Epsilon), CellValue.Float(1e21),
            CellValue.Float(0.1 + 0.2), CellValue.Integer(long.MaxValue), CellValue.Integer(long.MinValue), CellValue.Integer((1L << 53) + 1), CellValue.Integer(1),
            CellValue.Unsigned(ulong.MaxValue), CellValue.Boolean(true), CellValue.Boolean(false), CellValue.OfText(""), CellValue.OfText("a, b=\"c\"\\"),
            CellValue.OfText("line\nline\r\n\ttab\\n"), CellValue.OfText("ü😀"))
        select Cell(head, time, field, value);
}
