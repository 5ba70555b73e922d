using Holdfast.Standalone.Connections;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Standalone.Tests.Connections;

/// <summary>The marks of requests on their connection.</summary>
public sealed class OpenConnectionTests
{
    [Fact]
    public void TryMarkCutOff_ARequestIsUnderWay_IsRefusedAndTheRequestGoesOn()
    {
        var connection = Opened();
        Assert.True(connection.TryBegin());
        Assert.False(connection.TryMarkCutOff());
        Assert.True(connection.TryBegin());
        connection.End(2);
        connection.End(3);
        Assert.True(connection.TryMarkCutOff());
    }

    [Fact]
    public void TryBegin_ItWasCutOff_IsRefusedForGood()
    {
        var connection = Opened();
        Assert.True(connection.TryMarkCutOff());
        Assert.All(Enumerable.Range(0, 100), _ => Assert.False(connection.TryBegin()));
        Assert.False(connection.IsIdle);
        Assert.False(connection.TryMarkCutOff());
    }

    [Fact]
    public void Since_IsTheOpeningAndThenTheLastEnd()
    {
        var connection = Opened();
        Assert.Equal(1, connection.Since);
        connection.TryBegin();
        Assert.Equal(1, connection.Since);
        connection.End(7);
        Assert.Equal(7, connection.Since);
    }

    /// <summary>Never both: a request that is served, and a connection that is closed under it.</summary>
    [Fact]
    public void TryBegin_AgainstTryMarkCutOff_OneOfThemHasIt()
    {
        const int rounds = 20_000;
        var connections = Enumerable.Range(0, rounds).Select(static _ => Opened()).ToArray();
        var (begun, cut) = (new bool[rounds], new bool[rounds]);
        Parallel.Invoke(
            () =>
            {
                for (var round = 0; round < rounds; round++)
                    begun[round] = connections[round].TryBegin();
            },
            () =>
            {
                for (var round = 0; round < rounds; round++)
                    cut[round] = connections[round].TryMarkCutOff();
            });
        Assert.All(Enumerable.Range(0, rounds), round => Assert.NotEqual(begun[round], cut[round]));
    }

    [Fact]
    public void Marks_AllocateNothing()
    {
        var connection = Opened();
        Round(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 10_000; round++)
            Round(round);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round(long now)
        {
            connection.TryBegin();
            connection.End(now);
        }
    }

    private static OpenConnection Opened() => new(new DefaultConnectionContext(), 1);
}
