using System.Text;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.DeadLetters;

public sealed class FileDeadLettersTests
{
    private const string Folder = FileDeadLetters.FolderName;

    private readonly MemoryDisk _disk = new(new Random(29));

    [Fact]
    public async Task FindAsync_WhatWasAdded_ComesBackInEveryField()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        var draft = Letters.Draft("m,t=ö f=\"x\n\" 1") with { Reason = "réason", Tier = "", Message = new string('m', 70_000) };
        var id = (await letters.PutAsync(draft))[0];

        var found = (await letters.FindAsync(id, CancellationToken.None)).Letter!;

        var expected = new DeadLetter(
            id, draft.Time, draft.Source, draft.Tier, draft.Bucket, draft.Reason, draft.Message, draft.Line, draft.Column, draft.Attempts, draft.LineageId, default);
        Assert.Equal(expected, found with { Bytes = default });
        Assert.Equal(draft.Bytes.ToArray(), found.Bytes.ToArray());
    }

    [Fact]
    public async Task AddAsync_SeveralLetters_OneSyncAndSortableIdsOfOneWidth()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        var before = _disk.FileSyncs;
        var ids = await letters.PutAsync([.. Enumerable.Range(0, 300).Select(i => Letters.Draft($"{i}"))]);
        Assert.Equal(1, _disk.FileSyncs - before);
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids, StringComparer.Ordinal);
        Assert.All(ids, id => Assert.Equal(16, id.Length));
        Assert.Equal(300, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task OpenAsync_AfterARestart_HasTheLettersAndNotTheRemoved_P14()
    {
        string[] ids;
        await using (var letters = await Letters.OpenAsync(_disk.Root()))
        {
            ids = await letters.PutAsync(Letters.Draft("a"), Letters.Draft("b"), Letters.Draft("c"));
            await letters.RemoveAllAsync(ids[1]);
        }

        _disk.LosePower();
        await using var again = await Letters.OpenAsync(_disk.Root());
        Assert.Equal(["a", "c"], await again.TextsAsync(), StringComparer.Ordinal);
        Assert.Null((await again.FindAsync(ids[1], CancellationToken.None)).Letter);
        Assert.True(string.CompareOrdinal((await again.PutAsync(Letters.Draft("d")))[0], ids[2]) > 0);
    }

    [Fact]
    public async Task OpenAsync_AllRemovedAndRestarted_NeverGivesAnIdAgain()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < 5; round++)
        {
            await using var letters = await Letters.OpenAsync(_disk.Root(), Letters.Limits(segmentBytes: 100));
            var ids = await letters.PutAsync(Letters.Draft("a"), Letters.Draft("b"));
            Assert.All(ids, id => Assert.True(seen.Add(id)));
            await letters.RemoveAllAsync(ids);
            _disk.LosePower();
        }
    }

    [Fact]
    public async Task ListAsync_ByReasonAndPage_IsOldestFirst()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        for (var i = 0; i < 10; i++) await letters.PutAsync(Letters.Draft($"{i}", i % 2 == 0 ? "even" : "odd"));
        Assert.Equal(["1", "3", "5", "7", "9"], await letters.TextsAsync("odd"), StringComparer.Ordinal);
        Assert.Equal(10, (await letters.AllAsync(limit: 10)).Count);
        Assert.Empty(await letters.TextsAsync("unheard of"));
        var page = await letters.ListAsync(null, null, 4, CancellationToken.None);
        Assert.Equal(page.Letters[3].Id, page.NextAfterId);
    }

    [Theory]
    [InlineData(9, 9, true)]
    [InlineData(10, 10, false)]
    [InlineData(11, 10, false)]
    [InlineData(0, 1, true)]
    public async Task ListAsync_AroundTheNumberThereIs_SaysWhetherThereAreMore(int limit, int expected, bool more)
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        await letters.PutAsync([.. Enumerable.Range(0, 10).Select(i => Letters.Draft($"{i}"))]);
        var page = await letters.ListAsync(null, null, limit, CancellationToken.None);
        Assert.Equal((expected, more), (page.Letters.Count, page.NextAfterId is not null));
    }

    [Fact]
    public async Task ListAsync_LargeLetters_EndsThePageEarly()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root(), Letters.Limits(maxBytes: 1 << 26, segmentBytes: 1 << 25));
        for (var i = 0; i < 5; i++) await letters.PutAsync(Letters.Draft("x") with { Bytes = new byte[6 << 20] });
        Assert.Equal(3, (await letters.ListAsync(null, null, 100, CancellationToken.None)).Letters.Count);
        Assert.Equal(5, (await letters.AllAsync(limit: 100)).Count);
    }

    [Fact]
    public async Task ListAsync_NotAnId_SaysSo()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        var page = await letters.ListAsync(null, "nonsense", 10, CancellationToken.None);
        Assert.Equal("'nonsense' is not the id of a dead letter: those have sixteen hexadecimal digits.", page.Fault);
    }

    [Fact]
    public async Task RemoveAsync_UnknownDoubleAndNonsense_CountsWhatWasThere()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        var id = (await letters.PutAsync(Letters.Draft("a")))[0];
        var removed = await letters.RemoveAsync([id, id, "nonsense", "00000000000000ff"], CancellationToken.None);
        Assert.Equal(new DeadLetterRemoval(DeadLetterStatus.Done, 1, null), removed);
        Assert.Equal(0, (await letters.RemoveAsync([id], CancellationToken.None)).Removed);
    }

    [Fact]
    public async Task RemoveAsync_DiskFails_KeepsTheLetter()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        var id = (await letters.PutAsync(Letters.Draft("a")))[0];
        _disk.Faults.FailNext(MemoryStep.Write);
        Assert.Equal(DeadLetterStatus.Failed, (await letters.RemoveAsync([id], CancellationToken.None)).Status);
        Assert.Equal(["a"], await letters.TextsAsync(), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task AddAsync_AroundTheByteLimit_IsFullAboveIt(int room, bool fits)
    {
        await using (var letters = await Letters.OpenAsync(_disk.Root())) await letters.PutAsync(Letters.Draft("a"));
        await using var probe = await Letters.OpenAsync(_disk.Root());
        var one = probe.Summary.Bytes;
        await probe.DisposeAsync();

        await using var limited = await Letters.OpenAsync(_disk.Root(), Letters.Limits(maxBytes: (2 * one) + room));
        var added = await limited.AddAsync([Letters.Draft("b")], CancellationToken.None);

        Assert.Equal(fits ? DeadLetterStatus.Done : DeadLetterStatus.Full, added.Status);
        Assert.Equal(fits ? 2 : 1, limited.Summary.Count);
    }

    [Fact]
    public async Task AddAsync_AtTheCountLimit_IsFullUntilOneIsRemoved()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root(), Letters.Limits(maxLetters: 2));
        Assert.Equal(DeadLetterStatus.Full, (await letters.AddAsync([Letters.Draft("a"), Letters.Draft("b"), Letters.Draft("c")], CancellationToken.None)).Status);
        var ids = await letters.PutAsync(Letters.Draft("a"), Letters.Draft("b"));
        Assert.Equal(DeadLetterStatus.Full, (await letters.AddAsync([Letters.Draft("c")], CancellationToken.None)).Status);
        await letters.RemoveAllAsync(ids[0]);
        await letters.PutAsync(Letters.Draft("c"));
    }

    [Fact]
    public async Task AddAsync_DiskFullOrFailing_SaysWhichAndReservesNothing()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root(), Letters.Limits(maxLetters: 1));
        _disk.Faults.Capacity = _disk.Bytes;
        Assert.Equal(DeadLetterStatus.Full, (await letters.AddAsync([Letters.Draft("a")], CancellationToken.None)).Status);
        _disk.Faults.Reset();
        _disk.Faults.FailNext(MemoryStep.SyncFile);
        Assert.Equal(DeadLetterStatus.Failed, (await letters.AddAsync([Letters.Draft("a")], CancellationToken.None)).Status);
        await letters.PutAsync(Letters.Draft("a"));
    }

    [Fact]
    public async Task Summary_AddsAndRemoves_CountsByReason()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        var ids = await letters.PutAsync(Letters.Draft("a", "x", 5), Letters.Draft("b", "y", 3), Letters.Draft("c", "x", 4));
        Assert.Equal(["x", "y"], letters.Summary.Reasons.Select(reason => reason.Reason), StringComparer.Ordinal);
        Assert.Equal([2L, 1L], letters.Summary.Reasons.Select(reason => reason.Count));
        Assert.Equal(letters.Summary.Bytes, letters.Summary.Reasons.Sum(reason => reason.Bytes));
        Assert.Equal(5, letters.Summary.Oldest!.Value.Day);
        await letters.RemoveAllAsync(ids[0], ids[1]);
        Assert.Equal("x", Assert.Single(letters.Summary.Reasons).Reason);
        Assert.Equal((1L, 4), (letters.Summary.Count, letters.Summary.Oldest!.Value.Day));
        await letters.RemoveAllAsync(ids[2]);
        Assert.Equal((0L, 0L), (letters.Summary.Count, letters.Summary.Bytes));
        Assert.Null(letters.Summary.Oldest);
    }

    [Fact]
    public async Task RemoveAsync_OneLetterLeftInAnOldSegment_DoesNotKeepTheSpace()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root(), Letters.Limits(segmentBytes: 2000));
        var old = (await letters.PutAsync(Letters.Draft("the old one")))[0];
        var kept = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            var ids = await letters.PutAsync([.. Enumerable.Range(0, 20).Select(n => Letters.Draft($"{i}/{n} {new string('x', 100)}"))]);
            await letters.RemoveAllAsync(ids[1..]);
            kept.Add(ids[0]);
            Assert.True(letters.Summary.DiskBytes <= (2 * letters.Summary.Bytes) + 4000, $"{letters.Summary}");
            if (i > 0)
            {
                await letters.RemoveAllAsync(kept[0]);
                kept.RemoveAt(0);
            }
        }

        Assert.Equal("the old one", (await letters.FindAsync(old, CancellationToken.None)).Letter!.Text());
        Assert.Equal(2, letters.Summary.Count);
        _disk.LosePower();
        await using var again = await Letters.OpenAsync(_disk.Root(), Letters.Limits(segmentBytes: 2000));
        Assert.Equal([old, kept[0]], (await again.AllAsync()).ConvertAll(letter => letter.Id), StringComparer.Ordinal);
    }

    [Fact]
    public async Task RemoveAsync_EverythingOfALargeSet_GivesTheSpaceBack()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root(), Letters.Limits(maxLetters: 20_000, segmentBytes: 20_000, maxBytes: 1 << 24));
        var ids = await letters.PutAsync([.. Enumerable.Range(0, 10_000).Select(i => Letters.Draft($"{i}"))]);
        await letters.RemoveAllAsync(ids);
        Assert.True(letters.Summary.DiskBytes < 1000, $"{letters.Summary}");
    }

    [Fact]
    public async Task RemoveAsync_EverythingWhileOthersAreAdded_KeepsTheOthers()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var disk = new MemoryDisk(new Random(seed));
            PumpContext.Run(async () =>
            {
                var random = new Random(seed);
                await using var letters = await Letters.OpenAsync(disk.Root(), Letters.Limits(segmentBytes: 1500));
                var gone = await letters.PutAsync(Letters.Draft("a"), Letters.Draft(new string('b', 300)));
                disk.Faults.Yields = true;
                await Task.WhenAll(letters.RemoveAllAsync(gone), AddLaterAsync(letters, "kept", random.Next(40)));
                Assert.Equal(["kept"], await letters.TextsAsync(), StringComparer.Ordinal);
            });
        }

        static async Task AddLaterAsync(FileDeadLetters letters, string text, int turns)
        {
            for (; turns > 0; turns--) await Task.Yield();
            await letters.PutAsync(Letters.Draft(text));
        }
    }

    [Fact]
    public void RemoveAsync_WhileAnotherCompacts_NeverComesBack()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var disk = new MemoryDisk(new Random(seed));
            PumpContext.Run(async () =>
            {
                var limits = Letters.Limits(segmentBytes: 1000);
                await using (var letters = await Letters.OpenAsync(disk.Root(), limits))
                {
                    var ids = await letters.PutAsync([.. Enumerable.Range(0, 6).Select(i => Letters.Draft($"{i}"))]);
                    for (var i = 0; i < 6; i++) await letters.PutAsync(Letters.Draft(new string('x', 300)));
                    disk.Faults.Yields = true;
                    var dead = (await letters.AllAsync()).ConvertAll(letter => letter.Id).Except(ids, StringComparer.Ordinal).ToArray();
                    await Task.WhenAll(letters.RemoveAllAsync(dead), RemoveLaterAsync(letters, ids, seed % 60));
                    disk.Faults.Yields = false;
                }

                disk.LosePower();
                await using var again = await Letters.OpenAsync(disk.Root(), limits);
                Assert.Equal(0, again.Summary.Count);
            });
        }

        static async Task RemoveLaterAsync(FileDeadLetters letters, string[] ids, int turns)
        {
            for (; turns > 0; turns--) await Task.Yield();
            await letters.RemoveAllAsync(ids);
        }
    }

    [Fact]
    public async Task FindAsync_LetterRotten_SaysSoAndListPassesItOver()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        var ids = await letters.PutAsync(Letters.Draft("aaaa"), Letters.Draft("bbbb"), Letters.Draft("cccc"));
        var name = _disk.Names(Folder)[0];
        var content = _disk.Read(Folder, name);
        content[content.AsSpan().IndexOf("bbbb"u8)] ^= 1;
        _disk.Write(Folder, name, content);

        Assert.Equal($"The dead letter {ids[1]} is damaged on the disk.", (await letters.FindAsync(ids[1], CancellationToken.None)).Fault);
        var page = await letters.ListAsync(null, null, 10, CancellationToken.None);
        Assert.Equal((2, 1), (page.Letters.Count, page.Unreadable));
        Assert.Equal("cccc", Encoding.UTF8.GetString(page.Letters[1].Bytes.Span));
        await letters.RemoveAllAsync(ids[1]);
    }

    [Fact]
    public async Task FindAsync_DiskCannotRead_SaysSo()
    {
        await using var letters = await Letters.OpenAsync(_disk.Root());
        var id = (await letters.PutAsync(Letters.Draft("a")))[0];
        _disk.Faults.Fail(MemoryStep.Read, 1);
        Assert.NotNull((await letters.FindAsync(id, CancellationToken.None)).Fault);
        Assert.NotNull((await letters.ListAsync(null, null, 10, CancellationToken.None)).Fault);
    }
}
