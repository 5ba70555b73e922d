using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Tests.Quarantine;

public sealed class LetterSummaryTests
{
    [Fact]
    public async Task Summary_OwnAdditionsAtOnce_OthersAfterTheNextCount()
    {
        var rig = new LetterRig();
        await rig.One.AddAsync([LetterRig.Draft("a", "one"), LetterRig.Draft("bb", "two"), LetterRig.Draft("c", "one")], CancellationToken.None);
        Assert.Equal([("one", 2L), ("two", 1L)], Reasons(rig.One));
        Assert.Empty(Reasons(rig.Two));
        await rig.Two.RefreshAsync(CancellationToken.None);
        Assert.Equal([("one", 2L), ("two", 1L)], Reasons(rig.Two));
        Assert.Equal((3L, DateTimeOffset.UnixEpoch), (rig.Two.Summary.Count, rig.Two.Summary.Oldest));
        await rig.One.RefreshAsync(CancellationToken.None);
        Assert.Equal([("one", 2L), ("two", 1L)], Reasons(rig.One));
    }

    [Fact]
    public async Task Summary_RemovedByAnother_GoesWithTheNextCount()
    {
        var rig = new LetterRig();
        await rig.AddAsync("a", "b");
        await rig.Two.RemoveAsync([(await LetterRig.AllAsync(rig.Two))[0].Id], CancellationToken.None);
        Assert.Equal(2, rig.One.Summary.Count);
        await rig.One.RefreshAsync(CancellationToken.None);
        Assert.Equal(1, rig.One.Summary.Count);
    }

    [Fact]
    public async Task Summary_RemovedHereWhileCounting_IsNotCountedAfterwards()
    {
        var rig = new LetterRig();
        await rig.AddAsync("a", "b");
        var id = (await LetterRig.AllAsync(rig.One))[0].Id;
        var first = true;
        rig.Own.After = step =>
        {
            if (step == "peek" && first)
            {
                first = false;
                Assert.True(rig.One.RemoveAsync([id], CancellationToken.None).IsCompletedSuccessfully);
            }

            return QueueFault.None;
        };
        await rig.One.RefreshAsync(CancellationToken.None);
        Assert.Equal(1, rig.One.Summary.Count);
    }

    [Fact]
    public async Task Summary_CountFails_KeepsTheLastAndTellsTheFault()
    {
        var rig = new LetterRig();
        await rig.AddAsync("a");
        await rig.One.RefreshAsync(CancellationToken.None);
        rig.Ingest.Before = static _ => QueueFault.Misconfigured;
        await rig.One.RefreshAsync(CancellationToken.None);
        Assert.Equal((1L, 1L, "ingest: peek: Misconfigured"), (rig.One.Summary.Count, rig.One.Summary.Health.Faults, rig.One.Summary.Health.LastFault));
        rig.Ingest.Before = static _ => QueueFault.None;
        await rig.One.RefreshAsync(CancellationToken.None);
        Assert.Equal(1, rig.One.Summary.Count);
    }

    [Fact]
    public async Task Summary_MoreThanACountTakes_IsCountedUpToThere()
    {
        var rig = new LetterRig();
        await rig.One.AddAsync([.. Enumerable.Range(0, QueueDeadLetters.MaxCounted + 300).Select(static _ => LetterRig.Draft("l"))], CancellationToken.None);
        await rig.Two.RefreshAsync(CancellationToken.None);
        Assert.Equal(QueueDeadLetters.MaxCounted, rig.Two.Summary.Count);
    }

    private static List<(string Reason, long Count)> Reasons(QueueDeadLetters letters) => [.. letters.Summary.Reasons.Select(static reason => (reason.Reason, reason.Count))];
}
