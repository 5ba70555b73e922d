using Holdfast.Standalone.Connections;

namespace Holdfast.Standalone.Tests.Connections;

/// <summary>Who goes when one more comes than may stay.</summary>
public sealed class ConnectionBookTests
{
    private const int Limit = 4;

    [Fact]
    public void Open_UpToTheLimit_AsksNobody()
    {
        var rig = new BookRig(Limit);
        rig.Fill();
        Assert.Equal(Limit, rig.Book.Count);
    }

    [Fact]
    public void Open_OneHasLeftBelowTheLimit_AsksNobody()
    {
        var rig = new BookRig(Limit);
        rig.Book.Close(rig.Fill()[1]);
        Assert.Equal(BookRig.Admitted(), rig.Open().Verdict);
        Assert.NotNull(rig.Open().Verdict.Asked);
    }

    [Fact]
    public void Open_NoneHadARequest_AsksTheOneOpenedFirst()
    {
        var rig = new BookRig(Limit);
        var all = rig.Fill();
        Assert.Equal(BookRig.Admitted(all[0]), rig.Open().Verdict);
        Assert.Equal(BookRig.Admitted(all[1]), rig.Open().Verdict);
    }

    [Fact]
    public void Open_SomeHadARequest_AsksTheOneWhoseEndedFirst()
    {
        var rig = new BookRig(Limit);
        var all = rig.Fill();
        foreach (var connection in new[] { all[2], all[0], all[3], all[1] })
        {
            rig.Begin(connection);
            rig.End(connection);
        }

        Assert.Equal(BookRig.Admitted(all[2]), rig.Open().Verdict);
        Assert.Equal(BookRig.Admitted(all[0]), rig.Open().Verdict);

        // Whoever was found to be next is passed over when it has had a request since.
        rig.Begin(all[3]);
        rig.End(all[3]);
        Assert.Equal(BookRig.Admitted(all[1]), rig.Open().Verdict);
    }

    [Fact]
    public void Open_OneIsBusy_NeverNamesIt()
    {
        var rig = new BookRig(Limit);
        var all = rig.Fill();
        rig.Begin(all[0]);
        for (var newcomer = 0; newcomer < 10 * Limit; newcomer++)
        {
            var verdict = rig.Open().Verdict;
            Assert.True(verdict.Admitted);
            Assert.NotSame(all[0], verdict.Asked);
            Assert.NotSame(all[0], verdict.CutOff);
        }
    }

    [Fact]
    public void Open_AllAreBusy_IsRefusedUntilOneEnds()
    {
        var rig = new BookRig(Limit);
        var all = rig.Fill();
        all.ForEach(rig.Begin);
        Assert.Equal(new(Admitted: false), rig.Open().Verdict);
        Assert.Equal(Limit, rig.Book.Count);

        rig.End(all[2]);
        Assert.Equal(BookRig.Admitted(all[2]), rig.Open().Verdict);
    }

    [Fact]
    public void Open_SeveralRequestsOnOneConnection_KeepItUntilTheLastHasEnded()
    {
        var rig = new BookRig(1);
        var connection = rig.Fill()[0];
        rig.Begin(connection);
        rig.Begin(connection);
        rig.End(connection);
        Assert.False(rig.Open().Verdict.Admitted);

        rig.End(connection);
        Assert.Equal(BookRig.Admitted(connection), rig.Open().Verdict);
    }

    [Fact]
    public void Open_ThoseAskedDoNotLeave_TheFirstAskedIsCutOffWhenTheyAreAsManyAsMay()
    {
        var rig = new BookRig(Limit);
        var all = rig.Fill();
        for (var newcomer = 0; newcomer < ConnectionBook.LeastReserve; newcomer++)
        {
            var (connection, verdict) = rig.Open();
            Assert.Equal(BookRig.Admitted(all[newcomer]), verdict);
            all.Add(connection);
        }

        for (var newcomer = 0; newcomer < 3; newcomer++)
        {
            var (connection, verdict) = rig.Open();
            Assert.Equal(BookRig.Admitted(all[newcomer + ConnectionBook.LeastReserve], cutOff: all[newcomer]), verdict);
            Assert.False(all[newcomer].TryBegin());
            Assert.Equal(Limit + ConnectionBook.LeastReserve, rig.Book.Count);
            all.Add(connection);
        }

        // With one that has left by itself there is room for the next that leaves, and nobody is cut off.
        rig.Book.Close(all[3]);
        Assert.Equal(BookRig.Admitted(all[3 + ConnectionBook.LeastReserve]), rig.Open().Verdict);
    }

    [Fact]
    public void Open_ThoseAskedHaveBegunARequest_TheOneIdleLongestIsCutOffInTheirPlace()
    {
        var rig = new BookRig(Limit);
        var all = rig.Fill();
        for (var newcomer = 0; newcomer < ConnectionBook.LeastReserve; newcomer++)
            all.Add(rig.Open().Connection);
        foreach (var asked in all.Take(ConnectionBook.LeastReserve))
            rig.Begin(asked);

        Assert.Equal(BookRig.Admitted(cutOff: all[ConnectionBook.LeastReserve]), rig.Open().Verdict);
        Assert.Equal(Limit + ConnectionBook.LeastReserve, rig.Book.Count);

        // The request has ended, and the connection has not yet: it may be cut off again, and the next one asked.
        rig.End(all[5]);
        Assert.Equal(BookRig.Admitted(all[ConnectionBook.LeastReserve + 1], cutOff: all[5]), rig.Open().Verdict);
    }

    [Fact]
    public void Close_Twice_StrikesNobodyElse()
    {
        var rig = new BookRig(Limit);
        var all = rig.Fill();
        rig.Book.Close(all[0]);
        rig.Book.Close(all[0]);
        Assert.Equal(Limit - 1, rig.Book.Count);
        rig.Open();
        var asked = rig.Open().Verdict.Asked!;
        Assert.Same(all[1], asked);
        rig.Book.Close(asked);
        rig.Book.Close(asked);
        Assert.Equal(Limit, rig.Book.Count);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(89, 8)]
    [InlineData(90, 9)]
    [InlineData(4096, 409)]
    [InlineData(1_000_000, 100_000)]
    public void ReserveOf_Limit_IsATenthAndAFewAtLeast(int limit, int reserve) => Assert.Equal(reserve, ConnectionBook.ReserveOf(limit));

    /// <summary>Against a look through all of them at every step, with more connections than are found at once.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 50)]
    [InlineData(3, 200)]
    public void Open_AnyHistory_NamesWhoHasBeenIdleLongest(int seed, int limit)
    {
        var rig = new BookRig(limit);
        var chance = new Random(seed);
        var staying = rig.Fill();
        var (busy, leaving) = (new Dictionary<OpenConnection, int>(), new List<OpenConnection>());
        var replaced = 0;
        for (var step = 0; step < 5000; step++)
        {
            var some = staying.Count > 0 ? staying[chance.Next(staying.Count)] : null;
            switch (chance.Next(10))
            {
                case < 4 when some is not null:
                    rig.Begin(some);
                    busy[some] = busy.GetValueOrDefault(some) + 1;
                    break;
                case < 6 when busy.Count > 0:
                    var ended = busy.Keys.ElementAt(chance.Next(busy.Count));
                    rig.End(ended);
                    if (--busy[ended] == 0)
                        busy.Remove(ended);
                    break;
                case 6 when some is not null:
                    rig.Book.Close(some);
                    staying.Remove(some);
                    busy.Remove(some);
                    break;
                case 7 when leaving.Count > 0:
                    rig.Book.Close(leaving[0]);
                    leaving.RemoveAt(0);
                    break;
                default:
                    var expected = staying.Count < limit ? null : staying.Where(connection => !busy.ContainsKey(connection)).MinBy(static connection => connection.Since);
                    var (connection, verdict) = rig.Open();
                    Assert.Same(expected, verdict.Asked);
                    Assert.Equal(staying.Count < limit || expected is not null, verdict.Admitted);
                    Assert.Same(expected is not null && leaving.Count == ConnectionBook.ReserveOf(limit) ? leaving[0] : null, verdict.CutOff);
                    leaving.RemoveAll(other => ReferenceEquals(other, verdict.CutOff));
                    if (expected is not null)
                    {
                        staying.Remove(expected);
                        leaving.Add(expected);
                        replaced++;
                    }

                    if (verdict.Admitted)
                        staying.Add(connection);
                    break;
            }

            Assert.Equal(staying.Count + leaving.Count, rig.Book.Count);
        }

        Assert.True(replaced > 100, $"only {replaced} were replaced");
    }
}
