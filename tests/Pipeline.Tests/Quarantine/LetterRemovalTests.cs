using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Tests.Quarantine;

public sealed class LetterRemovalTests
{
    [Fact]
    public async Task RemoveAsync_FromTheMiddle_SetsAsideWhatLiesBeforeAndDeliversNothingTwice()
    {
        var rig = await WithLettersAsync(300);
        var ids = (await LetterRig.AllAsync(rig.One)).Select(static letter => letter.Id).ToList();
        Assert.Equal((DeadLetterStatus.Done, 1), Of(await rig.One.RemoveAsync([ids[250]], CancellationToken.None)));
        Assert.True(rig.Own.SetAside >= 250);
        Assert.Equal((DeadLetterStatus.Done, 2), Of(await rig.Two.RemoveAsync([ids[10], ids[249]], CancellationToken.None)));
        Assert.Equal(1, rig.Own.MostDeliveries);
        Assert.Equal(ids.Where((_, at) => at is not (10 or 249 or 250)), (await LetterRig.AllAsync(rig.One)).Select(static letter => letter.Id));
    }

    [Fact]
    public async Task RemoveAsync_All_EmptiesTheShelf()
    {
        var rig = await WithLettersAsync(250);
        var ids = (await LetterRig.AllAsync(rig.One)).Select(static letter => letter.Id).ToList();
        Assert.Equal((DeadLetterStatus.Done, 250), Of(await rig.One.RemoveAsync(ids, CancellationToken.None)));
        Assert.Equal((0, 0L), (rig.Own.Count, rig.One.Summary.Count));
    }

    [Fact]
    public async Task RemoveAsync_UnknownTwiceOrGone_IsPassedOver()
    {
        var rig = await WithLettersAsync(3);
        var ids = (await LetterRig.AllAsync(rig.One)).Select(static letter => letter.Id).ToList();
        Assert.Equal((DeadLetterStatus.Done, 1), Of(await rig.One.RemoveAsync([ids[0], ids[0], "00000000000000fff", "f0000000000000001", "?"], CancellationToken.None)));
        Assert.Equal((DeadLetterStatus.Done, 0), Of(await rig.Two.RemoveAsync([ids[0]], CancellationToken.None)));
    }

    [Theory]
    [InlineData("peek")]
    [InlineData("receive")]
    [InlineData("complete")]
    [InlineData("set aside")]
    public async Task RemoveAsync_FaultBeforeAStep_FailsAndCanBeRepeated(string broken)
    {
        var rig = await WithLettersAsync(5);
        var id = (await LetterRig.AllAsync(rig.One))[3].Id;
        rig.Own.Before = step => step == broken ? QueueFault.Unreachable : QueueFault.None;
        var removal = await rig.One.RemoveAsync([id], CancellationToken.None);
        Assert.Equal((DeadLetterStatus.Failed, $"{broken}: Unreachable"), (removal.Status, removal.Message));
        Assert.Equal(5, rig.Own.Count);
        rig.Own.Before = static _ => QueueFault.None;
        rig.Own.LockAll(false);
        Assert.Equal((DeadLetterStatus.Done, 1), Of(await rig.One.RemoveAsync([id], CancellationToken.None)));
        Assert.Equal(4, rig.Own.Count);
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("set aside")]
    public async Task RemoveAsync_FaultAfterTheEffect_FailsAndTheRepetitionFindsItDone(string broken)
    {
        var rig = await WithLettersAsync(5);
        var id = (await LetterRig.AllAsync(rig.One))[3].Id;
        rig.Own.After = step => step == broken ? QueueFault.Unreachable : QueueFault.None;
        Assert.Equal(DeadLetterStatus.Failed, (await rig.One.RemoveAsync([id], CancellationToken.None)).Status);
        rig.Own.After = static _ => QueueFault.None;
        rig.Own.LockAll(false);
        Assert.Equal(DeadLetterStatus.Done, (await rig.One.RemoveAsync([id], CancellationToken.None)).Status);
        Assert.Equal(4, rig.Own.Count);
    }

    [Fact]
    public async Task RemoveAsync_HeldBySomebodyElse_FailsUntilTheyLetGo()
    {
        var rig = await WithLettersAsync(3);
        var id = (await LetterRig.AllAsync(rig.One))[1].Id;
        rig.Own.LockAll(true);
        var removal = await rig.One.RemoveAsync([id], CancellationToken.None);
        Assert.Equal((DeadLetterStatus.Failed, "1 letters are held by somebody else for now: try again"), (removal.Status, removal.Message));
        rig.Own.LockAll(false);
        Assert.Equal((DeadLetterStatus.Done, 1), Of(await rig.One.RemoveAsync([id], CancellationToken.None)));
    }

    [Fact]
    public async Task RemoveAsync_SomebodyElseSetItAsideMeanwhile_FindsItThere()
    {
        var rig = await WithLettersAsync(3);
        var ids = (await LetterRig.AllAsync(rig.One)).Select(static letter => letter.Id).ToList();
        var first = true;
        rig.Own.Before = step =>
        {
            if (step == "receive" && first)
            {
                first = false;
                Assert.True(rig.Two.RemoveAsync([ids[2]], CancellationToken.None).IsCompletedSuccessfully);
            }

            return QueueFault.None;
        };
        Assert.Equal((DeadLetterStatus.Done, 1), Of(await rig.One.RemoveAsync([ids[1]], CancellationToken.None)));
        Assert.Equal(ids[0], Assert.Single(await LetterRig.AllAsync(rig.One)).Id);
    }

    [Fact]
    public async Task RemoveAsync_FarDownTheShelf_FailsAtItsLimitAndGoesOnFromThere()
    {
        var rig = await WithLettersAsync(LetterRemover.MaxPassed + 150);
        var id = new LetterId(0, LetterRemover.MaxPassed + 150).ToString();
        var removal = await rig.One.RemoveAsync([id], CancellationToken.None);
        Assert.Equal(DeadLetterStatus.Failed, removal.Status);
        Assert.Contains("try again", removal.Message, StringComparison.Ordinal);
        Assert.Equal((DeadLetterStatus.Done, 1), Of(await rig.One.RemoveAsync([id], CancellationToken.None)));
    }

    [Fact]
    public async Task RemoveAsync_FromAnotherQueuesDeadLetters_GivesBackWhatLiesBefore()
    {
        var rig = new LetterRig();
        for (var at = 0; at < 150; at++)
            rig.Ingest.Add(new(new(0, DateTimeOffset.UnixEpoch, 1, "x"u8.ToArray(), new Dictionary<string, object>(), null)) { DeadReason = "lines_rejected" });
        var ids = (await LetterRig.AllAsync(rig.One)).Select(static letter => letter.Id).ToList();
        Assert.Equal((DeadLetterStatus.Done, 1), Of(await rig.One.RemoveAsync([ids[120]], CancellationToken.None)));
        Assert.Equal((149, 0), (rig.Ingest.Count, rig.Ingest.SetAside));
        Assert.Equal((DeadLetterStatus.Done, 149), Of(await rig.One.RemoveAsync(ids, CancellationToken.None)));
    }

    private static async Task<LetterRig> WithLettersAsync(int count)
    {
        var rig = new LetterRig();
        await rig.One.AddAsync([.. Enumerable.Range(0, count).Select(static at => LetterRig.Draft($"l{at}"))], CancellationToken.None);
        return rig;
    }

    private static (DeadLetterStatus Status, int Removed) Of(DeadLetterRemoval removal) => (removal.Status, removal.Removed);
}
