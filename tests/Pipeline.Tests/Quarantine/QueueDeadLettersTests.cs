using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Sharing;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Tests.Quarantine;

public sealed class QueueDeadLettersTests
{
    [Fact]
    public async Task AddAsync_ALetter_IsReadBackWithEverythingInIt()
    {
        var rig = new LetterRig();
        var added = await rig.One.AddAsync([LetterRig.Draft("bad line")], CancellationToken.None);
        Assert.Equal((DeadLetterStatus.Done, 0), (added.Status, added.Ids.Count));
        var letter = Assert.Single(await LetterRig.AllAsync(rig.Two));
        var draft = LetterRig.Draft("bad line");
        Assert.Equal("bad line", LetterRig.TextOf(letter));
        Assert.Equal(
            (draft.Time, draft.Source, draft.Tier, draft.Bucket, draft.Reason, draft.Message),
            (letter.Time, letter.Source, letter.Tier, letter.Bucket, letter.Reason, letter.Message));
        Assert.Equal((3, 4, 5, "lineage-1", TimestampPrecision.Milliseconds), (letter.Line, letter.Column, letter.Attempts, letter.LineageId, letter.Precision));
        Assert.Equal(letter with { Bytes = default }, (await rig.One.FindAsync(letter.Id, CancellationToken.None)).Letter! with { Bytes = default });
    }

    [Fact]
    public async Task AddAsync_NoBytes_AreNoBytes()
    {
        var rig = new LetterRig();
        await rig.AddAsync("");
        Assert.Empty(LetterRig.TextOf(Assert.Single(await LetterRig.AllAsync(rig.One))));
    }

    [Fact]
    public async Task Ids_OverTwoInstances_AreUniqueOfOneWidthAndInTheOrderOfAddition()
    {
        var rig = new LetterRig();
        for (var at = 0; at < 40; at++)
            await (at % 3 == 0 ? rig.One : rig.Two).AddAsync([LetterRig.Draft($"l{at}")], CancellationToken.None);
        var letters = await LetterRig.AllAsync(rig.One, page: 7);
        Assert.Equal(Enumerable.Range(0, 40).Select(static at => $"l{at}"), letters.Select(LetterRig.TextOf));
        var ids = letters.Select(static letter => letter.Id).ToList();
        Assert.Equal(40, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, static id => Assert.Equal(17, id.Length));
        Assert.Equal(ids, (await LetterRig.AllAsync(rig.Two)).Select(static letter => letter.Id));
    }

    [Fact]
    public async Task Ids_AfterRemovals_AreNeverUsedAgain()
    {
        var rig = new LetterRig();
        await rig.AddAsync("a");
        var first = (await LetterRig.AllAsync(rig.One))[0].Id;
        await rig.One.RemoveAsync([first], CancellationToken.None);
        await rig.AddAsync("b");
        Assert.True(string.CompareOrdinal((await LetterRig.AllAsync(rig.One))[0].Id, first) > 0);
        Assert.Equal(new DeadLetterLookup(null, null), await rig.One.FindAsync(first, CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    public async Task ListAsync_ByReason_PagesThroughThoseAlone(int page)
    {
        var rig = new LetterRig();
        for (var at = 0; at < 250; at++)
            await rig.One.AddAsync([LetterRig.Draft($"l{at}", at % 5 == 0 ? "rare" : "usual")], CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 50).Select(static at => $"l{at * 5}"), (await LetterRig.AllAsync(rig.One, "rare", page)).Select(LetterRig.TextOf));
        Assert.Empty(await LetterRig.AllAsync(rig.One, "none", page));
    }

    [Fact]
    public async Task ListAsync_RareReason_EndsThePageAfterSoManyAndGoesOnThere()
    {
        var rig = new LetterRig();
        for (var at = 0; at < QueueDeadLetters.MaxLookedAt; at++)
            await rig.One.AddAsync([LetterRig.Draft("l")], CancellationToken.None);
        await rig.One.AddAsync([LetterRig.Draft("found", "rare")], CancellationToken.None);
        var page = await rig.One.ListAsync("rare", null, 10, CancellationToken.None);
        Assert.Empty(page.Letters);
        Assert.NotNull(page.NextAfterId);
        Assert.Equal("found", LetterRig.TextOf(Assert.Single((await rig.One.ListAsync("rare", page.NextAfterId, 10, CancellationToken.None)).Letters)));
    }

    [Fact]
    public async Task ListAsync_BehindALetterThatIsGone_GoesOnThere()
    {
        var rig = new LetterRig();
        await rig.AddAsync("a", "b", "c");
        var page = await rig.One.ListAsync(null, null, 2, CancellationToken.None);
        await rig.Two.RemoveAsync([.. page.Letters.Select(static letter => letter.Id)], CancellationToken.None);
        Assert.Equal("c", LetterRig.TextOf(Assert.Single((await rig.One.ListAsync(null, page.NextAfterId, 2, CancellationToken.None)).Letters)));
    }

    [Fact]
    public async Task ListAsync_SmallPeeks_ShowTheSame()
    {
        var rig = new LetterRig(new() { MaxPage = 3 });
        await rig.AddAsync("a", "b", "c", "d", "e", "f", "g");
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g"], (await LetterRig.AllAsync(rig.One)).Select(LetterRig.TextOf));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("g0000000000000001")]
    [InlineData("00000000000000001x")]
    public async Task ListAsync_AfterWhatIsNoId_SaysSo(string id)
    {
        var rig = new LetterRig();
        Assert.Contains("is not the id of a dead letter", (await rig.One.ListAsync(null, id, 1, CancellationToken.None)).Fault, StringComparison.Ordinal);
        Assert.Equal(new DeadLetterLookup(null, null), await rig.One.FindAsync(id, CancellationToken.None));
        Assert.Equal(DeadLetterStatus.Done, (await rig.One.RemoveAsync([id], CancellationToken.None)).Status);
    }

    [Fact]
    public async Task ListAsync_QueueIsAway_SaysSoAndWhereToGoOn()
    {
        var rig = new LetterRig(new() { MaxPage = 2 });
        await rig.AddAsync("a", "b", "c");
        var peeks = 0;
        rig.Own.Before = _ => ++peeks == 2 ? QueueFault.Unreachable : QueueFault.None;
        var page = await rig.One.ListAsync(null, null, 10, CancellationToken.None);
        Assert.Equal((2, "dead letters: peek: Unreachable"), (page.Letters.Count, page.Fault));
        Assert.Equal("c", LetterRig.TextOf((await rig.One.ListAsync(null, page.NextAfterId, 10, CancellationToken.None)).Letters[0]));
    }

    [Theory]
    [InlineData(QueueFault.Full, DeadLetterStatus.Full)]
    [InlineData(QueueFault.Busy, DeadLetterStatus.Full)]
    [InlineData(QueueFault.Unreachable, DeadLetterStatus.Failed)]
    [InlineData(QueueFault.Misconfigured, DeadLetterStatus.Failed)]
    public async Task AddAsync_FaultBefore_AddsNothingAndSaysWhy(QueueFault fault, DeadLetterStatus status)
    {
        var rig = new LetterRig();
        rig.Own.Before = _ => fault;
        Assert.Equal((status, $"send: {fault}"), Of(await rig.One.AddAsync([LetterRig.Draft("a"), LetterRig.Draft("b")], CancellationToken.None)));
        Assert.Equal((0, 0L), (rig.Own.Count, rig.One.Summary.Count));
    }

    [Fact]
    public async Task AddAsync_FaultAfterTheEffect_MayHaveAddedThem()
    {
        var rig = new LetterRig();
        rig.Own.After = _ => QueueFault.Unreachable;
        Assert.Equal(DeadLetterStatus.Failed, (await rig.One.AddAsync([LetterRig.Draft("a")], CancellationToken.None)).Status);
        rig.Own.After = static _ => QueueFault.None;
        Assert.Single(await LetterRig.AllAsync(rig.One));
    }

    [Fact]
    public async Task AddAsync_ManyLetters_GoInAsFewTransfersAsFit()
    {
        var rig = new LetterRig(new() { MaxMessageBytes = 64 * 1024 });
        var drafts = Enumerable.Range(0, 100).Select(static at => LetterRig.Draft(LetterRig.Noise(2000 + at))).ToList();
        Assert.Equal(DeadLetterStatus.Done, (await rig.One.AddAsync(drafts, CancellationToken.None)).Status);
        Assert.InRange(rig.Own.Steps.Count, 4, 8);
        Assert.Equal(drafts.Select(static draft => draft.Bytes.Length), (await LetterRig.AllAsync(rig.One)).Select(static letter => letter.Bytes.Length));
    }

    [Fact]
    public async Task AddAsync_QueueFillsUpInTheMiddle_HasFailedAndNotJustFoundItFull()
    {
        var rig = new LetterRig(new() { MaxMessageBytes = 8 * 1024 });
        var sends = 0;
        rig.Own.Before = _ => ++sends > 1 ? QueueFault.Full : QueueFault.None;
        var drafts = Enumerable.Range(0, 10).Select(static _ => LetterRig.Draft(LetterRig.Noise(2000))).ToList();
        Assert.Equal(DeadLetterStatus.Failed, (await rig.One.AddAsync(drafts, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task AddAsync_QueueTakesLessThanItSaid_IsSentInSmallerTransfers()
    {
        var rig = new LetterRig();
        var calls = 0;
        rig.Own.Before = _ => ++calls <= 2 ? QueueFault.TooLarge : QueueFault.None;
        var drafts = Enumerable.Range(0, 8).Select(static at => LetterRig.Draft($"l{at}")).ToList();
        Assert.Equal(DeadLetterStatus.Done, (await rig.One.AddAsync(drafts, CancellationToken.None)).Status);
        Assert.Equal(Enumerable.Range(0, 8).Select(static at => $"l{at}"), (await LetterRig.AllAsync(rig.One)).Select(LetterRig.TextOf));
    }

    [Fact]
    public async Task AddAsync_LargeMessagesAllowed_KeepsATransferOfSeveralBelowWhatOneTakes()
    {
        var rig = new LetterRig(new() { MaxMessageBytes = 100 * 1024 * 1024 });
        var drafts = Enumerable.Range(0, 5).Select(static _ => LetterRig.Draft(LetterRig.Noise(400_000))).ToList();
        Assert.Equal(DeadLetterStatus.Done, (await rig.One.AddAsync(drafts, CancellationToken.None)).Status);
        Assert.Equal((3, 5), (rig.Own.Steps.Count, rig.Own.Count));
    }

    [Fact]
    public async Task AddAsync_EndlessWords_AreCutWithoutBreakingACharacter()
    {
        var rig = new LetterRig();
        await rig.One.AddAsync([LetterRig.Draft("a") with { Message = "x" + string.Concat(Enumerable.Repeat("💥", 3000)) }], CancellationToken.None);
        var message = (await LetterRig.AllAsync(rig.One))[0].Message;
        Assert.Equal("x" + string.Concat(Enumerable.Repeat("💥", 2047)), message);
    }

    private static (DeadLetterStatus Status, string? Message) Of(DeadLetterAddition addition) => (addition.Status, addition.Message);
}
