using FsCheck;
using FsCheck.Fluent;
using Holdfast.Routing.Planning;

namespace Holdfast.Routing.Tests.Planning;

public class BisectionTests
{
    private static readonly WriteVerdict Fault = new(WriteClass.DataFault, "bad");
    private static readonly WriteVerdict Large = new(WriteClass.TooLarge, "too large");

    [Fact]
    public void Step_EverySubsetOfPoisonUpToEight_IsFoundExactlyAndWithinTheBound()
    {
        for (var units = 1; units <= 8; units++)
            for (var poison = 0; poison < 1 << units; poison++)
            {
                var set = Enumerable.Range(0, units).Where(unit => (poison >> unit & 1) != 0).ToHashSet();
                var end = Run(Bisection.Start(units, int.MaxValue), range => Holds(range, set) ? Fault : WriteVerdict.Committed);

                AssertFound(end, units, set);
                Assert.InRange(end.Requests, 1, Bound(units, set.Count));
            }
    }

    [Fact]
    public void Step_EveryInterruptionUpToSix_LeavesExactlyTheRestUnresolved()
    {
        for (var units = 1; units <= 6; units++)
            for (var poison = 0; poison < 1 << units; poison++)
                for (var after = 0; after < 2 * units; after++)
                    foreach (var kind in new[] { WriteClass.Transient, WriteClass.Hung, WriteClass.Throttled, WriteClass.Misconfigured, WriteClass.Aborted })
                        AssertInterrupted(units, poison, after, new(kind, "stop"));
    }

    [Fact]
    public void Step_LimitUpToSix_EndsAtTheLimitAndIsNeverWrong()
    {
        for (var units = 1; units <= 6; units++)
            for (var poison = 0; poison < 1 << units; poison++)
                for (var limit = 1; limit <= 2 * units; limit++)
                {
                    var set = Enumerable.Range(0, units).Where(unit => (poison >> unit & 1) != 0).ToHashSet();
                    var end = Run(Bisection.Start(units, limit), range => Holds(range, set) ? Fault : WriteVerdict.Committed);

                    Assert.True(end.Requests <= limit);
                    Assert.Null(end.Interruption);
                    AssertHonest(end, units, set);
                    Assert.True(end.Requests == limit || end.Parts().All(part => part.Fate != BisectionFate.Unresolved));
                }
    }

    [Fact]
    public void Step_ManyUnits_FindsEveryPoisonWithinTheBound() =>
        Prop.ForAll(
            (from units in Gen.Choose(1, 5000)
             from poison in Gen.ListOf(Gen.Choose(0, units - 1), 12)
             select (units, set: poison.ToHashSet())).ToArbitrary(),
            world =>
            {
                var end = Run(Bisection.Start(world.units, int.MaxValue), range => Holds(range, world.set) ? Fault : WriteVerdict.Committed);
                AssertFound(end, world.units, world.set);
                return end.Requests <= Bound(world.units, world.set.Count);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1000, 100)]
    [InlineData(1000, 1)]
    [InlineData(7, 3)]
    public void Step_TooLarge_SplitsUntilItFits(int units, int fits)
    {
        var end = Run(Bisection.Start(units, int.MaxValue), range => range.Length > fits ? Large : WriteVerdict.Committed);

        Assert.All(end.Parts(), part => Assert.Equal(BisectionFate.Committed, part.Fate));
        Assert.Equal(units, end.Parts().Sum(part => part.Range.Length));
    }

    [Fact]
    public void Step_SingleUnitTooLarge_IsPoisonWithThatReason()
    {
        var end = Run(Bisection.Start(4, 100), range => Holds(range, [2]) ? Large : WriteVerdict.Committed);

        var poison = Assert.Single(end.Parts(), part => part.Fate == BisectionFate.Poison);
        Assert.Equal((new BisectionRange(2, 3), Large), (poison.Range, poison.Verdict));
    }

    [Fact]
    public void Step_BothHalvesAcceptedOnResending_LeavesNoPoison()
    {
        var first = true;
        var end = Run(Bisection.Start(100, 100), _ => { (var was, first) = (first, false); return was ? Fault : WriteVerdict.Committed; });

        Assert.All(end.Parts(), part => Assert.Equal(BisectionFate.Committed, part.Fate));
        Assert.Equal(3, end.Requests);
    }

    [Fact]
    public void Step_Ranges_GoOutFromLeftToRight()
    {
        var singles = new List<int>();
        Run(Bisection.Start(8, 100), range =>
        {
            if (range.Length == 1)
                singles.Add(range.Start);
            return Fault;
        });

        Assert.Equal(Enumerable.Range(0, 8), singles);
    }

    [Fact]
    public void Step_Answered_LeavesTheFormerStateUntouched()
    {
        var start = Bisection.Start(2, 10);
        _ = start.Step(Fault).Step(WriteVerdict.Committed);

        Assert.Equal(new BisectionRange(0, 2), start.Next);
        Assert.Equal(0, start.Requests);
    }

    [Fact]
    public void Step_Over_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Bisection.Start(1, 10).Step(WriteVerdict.Committed).Step(WriteVerdict.Committed));

    [Fact]
    public void Interrupt_GivenAReason_EndsWithIt()
    {
        var hung = new WriteVerdict(WriteClass.Hung, "no answer");
        var end = Bisection.Start(4, 10).Step(Fault).Step(WriteVerdict.Committed).Interrupt(hung);

        Assert.Null(end.Next);
        Assert.Equal(
            [new(new(0, 2), BisectionFate.Committed, null), new(new(2, 4), BisectionFate.Unresolved, hung)], end.Parts().ToArray());
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    [InlineData(100, false)]
    public void Spend_RequestsElsewhere_CountAgainstTheLimit(int spent, bool goesOn) =>
        Assert.Equal(goesOn, Bisection.Start(4, 10).Step(Fault).Spend(spent).Next is not null);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Start_NothingToDo_Throws(int units, int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bisection.Start(units, limit));

    private static int Bound(int units, int poison) => Math.Max(1, poison) * (1 + (2 * (int)Math.Ceiling(Math.Log2(units))));

    private static bool Holds(BisectionRange range, HashSet<int> poison) => poison.Any(unit => unit >= range.Start && unit < range.End);

    private static Bisection Run(Bisection bisection, Func<BisectionRange, WriteVerdict> store)
    {
        while (bisection.Next is { } range)
            bisection = bisection.Step(store(range));
        return bisection;
    }

    private static void AssertFound(Bisection end, int units, HashSet<int> poison)
    {
        AssertHonest(end, units, poison);
        Assert.All(end.Parts(), part => Assert.NotEqual(BisectionFate.Unresolved, part.Fate));
    }

    private static void AssertHonest(Bisection end, int units, HashSet<int> poison)
    {
        var next = 0;
        foreach (var part in end.Parts())
        {
            Assert.Equal(next, part.Range.Start);
            Assert.True(part.Range.Length > 0);
            next = part.Range.End;
            if (part.Fate == BisectionFate.Poison)
                Assert.Equal((1, true), (part.Range.Length, poison.Contains(part.Range.Start)));
            if (part.Fate == BisectionFate.Committed)
                Assert.False(Holds(part.Range, poison));
        }

        Assert.Equal(units, next);
    }

    private static void AssertInterrupted(int units, int poison, int after, WriteVerdict stop)
    {
        var set = Enumerable.Range(0, units).Where(unit => (poison >> unit & 1) != 0).ToHashSet();
        var accepted = new HashSet<int>();
        var answers = 0;
        var end = Run(Bisection.Start(units, int.MaxValue), range =>
        {
            if (answers++ == after)
                return stop;
            if (Holds(range, set))
                return Fault;
            accepted.UnionWith(Enumerable.Range(range.Start, range.Length));
            return WriteVerdict.Committed;
        });

        AssertHonest(end, units, set);
        Assert.Equal(answers > after ? stop : null, end.Interruption);
        Assert.Equal(accepted.Count, end.Parts().Where(part => part.Fate == BisectionFate.Committed).Sum(part => part.Range.Length));
        Assert.All(end.Parts().Where(part => part.Fate == BisectionFate.Unresolved), part => Assert.Same(stop, part.Verdict));
    }
}
