using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Tests.Quarantine;

public sealed class LetterPartsTests
{
    private const int Max = 16 * 1024;

    [Theory]
    [InlineData(Max - 2000, 1)]
    [InlineData(Max + 2000, 2)]
    [InlineData(100_000, 7)]
    public async Task AddAsync_AroundTheMessageLimit_ListsAsOneWithEveryByte(int length, int atLeast)
    {
        var rig = new LetterRig(new() { MaxMessageBytes = Max });
        var bytes = LetterRig.Noise(length);
        await rig.AddAsync("before");
        Assert.Equal(DeadLetterStatus.Done, (await rig.One.AddAsync([LetterRig.Draft(bytes)], CancellationToken.None)).Status);
        await rig.AddAsync("behind");
        Assert.InRange(rig.Own.Count, 2 + atLeast, 3 + atLeast);
        var letters = await LetterRig.AllAsync(rig.Two, page: 1);
        Assert.Equal(3, letters.Count);
        Assert.Equal(bytes, letters[1].Bytes.ToArray());
        Assert.Equal(bytes, (await rig.Two.FindAsync(letters[1].Id, CancellationToken.None)).Letter!.Bytes.ToArray());
    }

    [Fact]
    public async Task AddAsync_LinesOfAMegabyte_AreCompressedIntoFewerParts()
    {
        var rig = new LetterRig();
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(static at => $"cpu,host=h{at % 50} v={at}i bad\n"));
        await rig.AddAsync(text);
        Assert.Equal(1, rig.Own.Count);
        Assert.Equal(text, LetterRig.TextOf(Assert.Single(await LetterRig.AllAsync(rig.One))));
    }

    [Fact]
    public async Task AddAsync_TwoInstancesInterleaved_MixNoParts()
    {
        var rig = new LetterRig(new() { MaxMessageBytes = Max });
        var (one, two) = (LetterRig.Noise(60_000), LetterRig.Noise(61_000));
        var interleaved = false;
        rig.Own.After = step =>
        {
            if (step == "send" && !interleaved)
            {
                interleaved = true;
                Assert.True(rig.Two.AddAsync([LetterRig.Draft(two)], CancellationToken.None).IsCompletedSuccessfully);
            }

            return QueueFault.None;
        };
        await rig.One.AddAsync([LetterRig.Draft(one)], CancellationToken.None);
        Assert.Equal([one, two], (await LetterRig.AllAsync(rig.One)).Select(static letter => letter.Bytes.ToArray()));
    }

    [Fact]
    public async Task ListAsync_PartIsMissing_CountsTheLetterAsUnreadableAndPurgesItWhole()
    {
        var rig = new LetterRig(new() { MaxMessageBytes = Max });
        var sends = 0;
        rig.Own.Before = step => step == "send" && ++sends == 3 ? QueueFault.Unreachable : QueueFault.None;
        Assert.Equal(DeadLetterStatus.Failed, (await rig.One.AddAsync([LetterRig.Draft(LetterRig.Noise(60_000))], CancellationToken.None)).Status);
        await rig.AddAsync("whole");
        var page = await rig.One.ListAsync(null, null, 10, CancellationToken.None);
        Assert.Equal((1, 1), (page.Letters.Count, page.Unreadable));
        const string id = "00000000000000001";
        Assert.Contains("a part of it is missing", (await rig.One.FindAsync(id, CancellationToken.None)).Fault, StringComparison.Ordinal);
        var removal = await rig.One.RemoveAsync([id], CancellationToken.None);
        Assert.Equal((DeadLetterStatus.Done, 1), (removal.Status, removal.Removed));
        Assert.Equal(1, rig.Own.Count);
    }

    [Fact]
    public async Task RemoveAsync_LetterWithParts_LeavesNothingOfIt()
    {
        var rig = new LetterRig(new() { MaxMessageBytes = Max });
        await rig.AddAsync("before");
        await rig.One.AddAsync([LetterRig.Draft(LetterRig.Noise(60_000))], CancellationToken.None);
        await rig.AddAsync("behind");
        var id = (await LetterRig.AllAsync(rig.One))[1].Id;
        var removal = await rig.Two.RemoveAsync([id], CancellationToken.None);
        Assert.Equal((DeadLetterStatus.Done, 1), (removal.Status, removal.Removed));
        Assert.Equal(["before", "behind"], (await LetterRig.AllAsync(rig.One)).Select(LetterRig.TextOf));
        Assert.Equal(2, rig.Own.Count);
    }

    [Fact]
    public async Task RemoveAsync_FailsBetweenTheParts_LeavesALetterThatIsSeenAndCanBeRemoved()
    {
        var rig = new LetterRig(new() { MaxMessageBytes = Max });
        await rig.One.AddAsync([LetterRig.Draft(LetterRig.Noise(60_000))], CancellationToken.None);
        var id = (await LetterRig.AllAsync(rig.One))[0].Id;
        var completes = 0;
        rig.Own.Before = step => step == "complete" && ++completes == 3 ? QueueFault.Unreachable : QueueFault.None;
        Assert.Equal(DeadLetterStatus.Failed, (await rig.One.RemoveAsync([id], CancellationToken.None)).Status);
        Assert.Equal(1, (await rig.One.ListAsync(null, null, 10, CancellationToken.None)).Unreadable);
        rig.Own.LockAll(false);
        Assert.Equal((DeadLetterStatus.Done, 1), Of(await rig.One.RemoveAsync([id], CancellationToken.None)));
        Assert.Equal(0, rig.Own.Count);
    }

    private static (DeadLetterStatus Status, int Removed) Of(DeadLetterRemoval removal) => (removal.Status, removal.Removed);
}
