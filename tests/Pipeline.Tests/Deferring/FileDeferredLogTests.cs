using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

public sealed class FileDeferredLogTests
{
    private const string Folder = FileDeferredLog.FolderName;

    private readonly MemoryDisk _disk = new(new Random(17));
    private readonly StorageTimeProvider _time = new();

    [Fact]
    public async Task ReadAsync_WhatWasAppended_ComesBackInEveryField()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), time: _time);
        var batch = new OwedBatch("store ö", "warm", "bucket \"x\"", "key", "lineage", StoredElsewhere: true, 3, long.MinValue, long.MaxValue, "m f=1 1\n"u8.ToArray());
        var sequence = await log.OweAsync(batch);

        var read = await log.ReadAsync(Owing.Lane("store ö", "bucket \"x\""), 1, CancellationToken.None);

        var logged = Assert.Single(read.Batches);
        Assert.Equal((sequence, _time.Now), (logged.Sequence, logged.AppendedAt));
        Assert.Equal(batch with { Lines = default }, logged.Batch with { Lines = default });
        Assert.Equal(batch.Lines.ToArray(), logged.Batch.Lines.ToArray());
    }

    [Fact]
    public async Task AppendAsync_Nothing_IsAppendedWithoutASync()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        Assert.Equal(AppendStatus.Appended, (await log.AppendAsync([], CancellationToken.None)).Status);
        Assert.Equal(0, log.Syncs);
    }

    [Fact]
    public async Task AppendAsync_SeveralBatches_OneSyncForAll()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("a"), Owing.Batch("b", "replica"), Owing.Batch("c"));
        Assert.Equal(1, log.Syncs);
        Assert.Equal(["a", "c"], await log.TextsAsync());
        Assert.Equal(["b"], await log.TextsAsync("replica"));
    }

    [Fact]
    public async Task AppendAsync_MemoryReusedAfterACancelledWait_KeepsWhatItWas()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        var gate = new TaskCompletionSource();
        _disk.Faults.SyncGate = gate.Task;
        var lines = "before"u8.ToArray();
        using var cancel = new CancellationTokenSource();
        var append = log.AppendAsync([Owing.Batch("x") with { Lines = lines }], cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        lines.AsSpan().Fill((byte)'?');
        _disk.Faults.SyncGate = null;
        gate.SetResult();
        await log.OweAsync(Owing.Batch("next"));

        Assert.Equal(["before", "next"], await log.TextsAsync());
    }

    [Fact]
    public async Task AppendAsync_NameTooLong_IsABug()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync([Owing.Batch("x") with { Key = new string('k', 65_536) }], CancellationToken.None));
        await log.OweAsync(Owing.Batch("x") with { Key = new string('k', 65_535) });
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    [InlineData(8, 2)]
    [InlineData(12, 3)]
    [InlineData(1000, 3)]
    public async Task ReadAsync_AroundMaxBytes_StopsBeforeItButReadsOne(int maxBytes, int expected)
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("aaaa"), Owing.Batch("bbbb"), Owing.Batch("cccc"));
        Assert.Equal(expected, (await log.TextsAsync(maxBytes: maxBytes)).Length);
    }

    [Fact]
    public async Task ReadAsync_ManySmallBatches_StopsAtItsCount()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync([.. Enumerable.Range(0, 1030).Select(i => Owing.Batch($"{i}"))]);
        Assert.Equal(1024, (await log.TextsAsync()).Length);
    }

    [Fact]
    public async Task ReadAsync_Twice_ReadsTheSameUntilAdvanced()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        var first = await log.OweAsync(Owing.Batch("a"), Owing.Batch("b"));
        Assert.Equal(["a", "b"], await log.TextsAsync());
        Assert.Equal(["a", "b"], await log.TextsAsync());
        await log.AdvanceAsync(Owing.Lane(Owing.Primary), first, CancellationToken.None);
        Assert.Equal(["b"], await log.TextsAsync());
    }

    [Fact]
    public async Task AdvanceAsync_BelowTheCursor_DoesNothing()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        var first = await log.OweAsync(Owing.Batch("a"), Owing.Batch("b"), Owing.Batch("c"));
        await log.AdvanceAsync(Owing.Lane(Owing.Primary), first + 1, CancellationToken.None);
        var steps = _disk.Steps;
        Assert.True((await log.AdvanceAsync(Owing.Lane(Owing.Primary), first, CancellationToken.None)).Succeeded);
        Assert.Equal(steps, _disk.Steps);
        Assert.Equal(["c"], await log.TextsAsync());
    }

    [Fact]
    public async Task AdvanceAsync_AboveEverythingAppended_IsABug()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        var first = await log.OweAsync(Owing.Batch("a"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.AdvanceAsync(Owing.Lane(Owing.Primary), first + 1, CancellationToken.None));
    }

    [Fact]
    public async Task AdvanceAsync_CursorCannotBeSaved_LeavesItWhereItWas()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        var first = await log.OweAsync(Owing.Batch("a"));
        foreach (var step in (MemoryStep[])[MemoryStep.Create, MemoryStep.Write, MemoryStep.SyncFile, MemoryStep.Rename, MemoryStep.SyncFolder])
        {
            _disk.Faults.FailNext(step);
            Assert.False((await log.AdvanceAsync(Owing.Lane(Owing.Primary), first, CancellationToken.None)).Succeeded);
            Assert.Equal(["a"], await log.TextsAsync());
            Assert.Equal(1, log.Owed(Owing.Primary).Batches);
        }

        Assert.True((await log.AdvanceAsync(Owing.Lane(Owing.Primary), first, CancellationToken.None)).Succeeded);
        Assert.Empty(await log.TextsAsync());
    }

    [Fact]
    public async Task OpenAsync_AfterARestart_GoesOnAtTheCursor_P12()
    {
        await using (var log = await Owing.OpenAsync(_disk.Root()))
        {
            await log.OweAsync(Owing.Batch("a"), Owing.Batch("b", "replica"), Owing.Batch("c"), Owing.Batch("d"));
            await log.AdvanceAsync(Owing.Lane(Owing.Primary), 3, CancellationToken.None);
        }

        _disk.LosePower();
        await using var again = await Owing.OpenAsync(_disk.Root());
        Assert.Equal(["d"], await again.TextsAsync());
        Assert.Equal(["b"], await again.TextsAsync("replica"));
        Assert.Equal((1L, 1L), (again.Owed(Owing.Primary).Batches, again.Owed("replica").Batches));
        Assert.Equal(5, await again.OweAsync(Owing.Batch("e")));
    }

    [Fact]
    public async Task OpenAsync_CursorsDamaged_OwesEverythingAgainAndKeepsThemAside()
    {
        await using (var log = await Owing.OpenAsync(_disk.Root()))
        {
            await log.OweAsync(Owing.Batch("a"), Owing.Batch("b"));
            await log.AdvanceAsync(Owing.Lane(Owing.Primary), 1, CancellationToken.None);
        }

        var content = _disk.Read(Folder, "cursors");
        content[20] ^= 1;
        _disk.Write(Folder, "cursors", content);
        await using var again = await Owing.OpenAsync(_disk.Root());

        Assert.Equal(["a", "b"], await again.TextsAsync());
        Assert.Equal("The cursors were damaged: everything in the deferred log is owed again.", again.Usage.Health.LastFault);
        Assert.Equal(content, _disk.Read(Folder, "cursors.corrupt"));
    }

    [Fact]
    public async Task OpenAsync_AllSegmentsGone_NeverUsesASequenceAgain()
    {
        await using (var log = await Owing.OpenAsync(_disk.Root()))
        {
            await log.OweAsync(Owing.Batch("a"), Owing.Batch("b"));
            await log.AdvanceAsync(Owing.Lane(Owing.Primary), 2, CancellationToken.None);
        }

        foreach (var name in _disk.Names(Folder).Where(name => name.EndsWith(".log", StringComparison.Ordinal))) _disk.Remove(Folder, name);
        await using var again = await Owing.OpenAsync(_disk.Root());
        Assert.Equal(3, await again.OweAsync(Owing.Batch("c")));
        Assert.Equal(["c"], await again.TextsAsync());
    }

    [Fact]
    public async Task AdvanceAsync_ThroughSegments_DeletesThoseNobodyIsOwedFrom()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 200));
        for (var i = 0; i < 20; i++) await log.OweAsync(Owing.Batch($"batch {i}"));
        await log.OweAsync(Owing.Batch("other", "replica"));
        for (var i = 20; i < 30; i++) await log.OweAsync(Owing.Batch($"batch {i}"));
        var before = Segments();

        var drained = await log.DrainAsync();

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"batch {i}"), drained.Select(batch => batch.Text()), StringComparer.Ordinal);
        Assert.True(before > 10, $"{before}");
        Assert.InRange(Segments(), 2, 2);
        Assert.Equal(["other"], await log.TextsAsync("replica"));
        Assert.Equal(default, log.Owed(Owing.Primary));
    }

    [Fact]
    public async Task AdvanceAsync_WithoutHavingRead_CountsRightAllTheSame()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 400));
        for (var i = 0; i < 20; i++) await log.OweAsync(Owing.Batch($"b{i:00}", points: 2));
        await log.AdvanceAsync(Owing.Lane(Owing.Primary), 13, CancellationToken.None);
        Assert.Equal((7L, 14L, 21L, 7L), Counts(log.Owed(Owing.Primary)));
        Assert.Equal("b13", (await log.TextsAsync())[0]);
        Assert.Equal(0, log.Usage.LostBatches);
    }

    [Fact]
    public async Task Owed_AppendsAndAdvances_CountsBatchesPointsBytes()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), time: _time);
        await log.OweAsync(Owing.Batch("aaa", points: 5), Owing.Batch("bb", elsewhere: true, points: 2));
        var appended = _time.Now;
        _time.Move(TimeSpan.FromMinutes(7));
        await log.OweAsync(Owing.Batch("c"));
        Assert.Equal(new OwedSummary(3, 8, 6, appended, 2), log.Owed(Owing.Primary));
        Assert.Equal(TimeSpan.FromMinutes(7), log.Usage.OldestAge);
        Assert.Equal([Owing.Primary], log.Stores);

        await log.DrainAsync();
        Assert.Equal(default, log.Owed(Owing.Primary));
        Assert.Equal(default, log.Owed("never heard of"));
        Assert.Equal(TimeSpan.Zero, log.Usage.OldestAge);
        Assert.Empty(log.Stores);
    }

    [Fact]
    public async Task AppendAsync_AtTheLimit_IsFullAndDropsNothing_P07_P10()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 1000, maxBytes: 4000));
        var appended = new List<string>();
        while (true)
        {
            var text = $"batch {appended.Count}";
            var result = await log.AppendAsync([Owing.Batch(text)], CancellationToken.None);
            if (result.Status == AppendStatus.Full) break;
            Assert.Equal(AppendStatus.Appended, result.Status);
            appended.Add(text);
        }

        Assert.InRange(log.Usage.Bytes, 3800, 4100);
        Assert.InRange(log.Usage.Share, 0.95, 1.05);
        Assert.Equal(appended, await log.TextsAsync(), StringComparer.Ordinal);
        await log.DrainAsync();
        Assert.True(log.Usage.Bytes < 1000);
        await log.OweAsync(Owing.Batch("room again"));
    }

    [Fact]
    public async Task AppendAsync_DiskFull_IsFull()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        _disk.Faults.Capacity = _disk.Bytes + 5;
        Assert.Equal(AppendStatus.Full, (await log.AppendAsync([Owing.Batch("a")], CancellationToken.None)).Status);
        Assert.Equal(default, log.Owed(Owing.Primary));
        Assert.False(log.Overlaps(Owing.Lane(Owing.Primary, "telemetry_hot"), 10, 20));
    }

    [Fact]
    public async Task AppendAsync_SyncFails_IsFailedAndNotOwed()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        _disk.Faults.FailNext(MemoryStep.SyncFile);
        var result = await log.AppendAsync([Owing.Batch("a")], CancellationToken.None);
        Assert.Equal(AppendStatus.Failed, result.Status);
        Assert.NotNull(result.Message);
        Assert.Empty(await log.TextsAsync());
        Assert.Equal(default, log.Owed(Owing.Primary));
    }

    [Fact]
    public async Task ReadAsync_DiskCannotRead_SaysSoAndSkipsNothing()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("a"));
        _disk.Faults.Fail(MemoryStep.Read, 1);
        Assert.NotNull((await log.ReadAsync(Owing.Lane(Owing.Primary), 100, CancellationToken.None)).Fault);
        _disk.Faults.Reset();
        _disk.Faults.FailNext(MemoryStep.Open);
        Assert.NotNull((await log.ReadAsync(Owing.Lane(Owing.Primary), 100, CancellationToken.None)).Fault);
        _disk.Faults.FailNext(MemoryStep.Read, 4);
        Assert.Equal(["a"], await log.TextsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReadAsync_RecordRottenWhileOwed_PassesItOverAndCountsIt(int rotten)
    {
        string[] texts = ["first one", "second one", "third one"];
        await using var log = await Owing.OpenAsync(_disk.Root());
        foreach (var text in texts) await log.OweAsync(Owing.Batch(text));
        var name = _disk.Names(Folder).Single(file => file.EndsWith(".log", StringComparison.Ordinal));
        var content = _disk.Read(Folder, name);
        content[content.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(texts[rotten]))] ^= 1;
        _disk.Write(Folder, name, content);

        var drained = await log.DrainAsync();

        Assert.Equal(texts.Where((_, i) => i != rotten), drained.Select(batch => batch.Text()), StringComparer.Ordinal);
        Assert.Equal(default, log.Owed(Owing.Primary));
        Assert.False(log.Overlaps(Owing.Lane(Owing.Primary, "telemetry_hot"), 10, 20));
        Assert.Equal((1L, 1L), (log.Usage.LostBatches, log.Usage.Health.CorruptRegions));
        Assert.Single(_disk.Names(Folder + "/corrupt"));
    }

    [Fact]
    public async Task ReadAsync_SegmentFilledAndLeftMeanwhile_SkipsNothing()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 500));
        await log.OweAsync(Owing.Batch("1"));
        var reading = new TaskCompletionSource();
        _disk.Faults.ReadGate = reading.Task;
        var read = log.TextsAsync();
        string[] later = ["2", "3", "4", "5", "6", "7", "8", "9"];
        foreach (var text in later) await log.OweAsync(Owing.Batch(text));
        Assert.True(Segments() > 1);
        _disk.Faults.ReadGate = null;
        reading.SetResult();

        Assert.Equal(["1"], await read, StringComparer.Ordinal);
        await log.AdvanceAsync(Owing.Lane(Owing.Primary), 1, CancellationToken.None);
        Assert.Equal(later, (await log.DrainAsync()).Select(batch => batch.Text()), StringComparer.Ordinal);
        Assert.Equal(0, log.Usage.LostBatches);
    }

    [Fact]
    public async Task ReadAsync_WhileAppending_SeesEveryBatchOnceInOrder()
    {
        _disk.Faults.Yields = true;
        var drained = new List<string>();
        var appended = new List<(long, string)>();
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 500));
        var appending = Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            for (var i = 0; i < 40; i++)
            {
                var sequence = await log.OweAsync(Owing.Batch($"{worker}/{i}"));
                lock (appended) appended.Add((sequence, $"{worker}/{i}"));
            }
        }));
        while (!appending.IsCompleted || log.Owed(Owing.Primary).Batches > 0)
        {
            drained.AddRange((await log.DrainAsync()).Select(batch => batch.Text()));
            await Task.Yield();
        }

        await appending;
        Assert.Equal(appended.Order().Select(batch => batch.Item2), drained, StringComparer.Ordinal);
        Assert.Equal(default, log.Owed(Owing.Primary));
        Assert.Equal(0, log.Usage.LostBatches);
        Assert.InRange(Segments(), 1, 2);
    }

    [Fact]
    public void AdvanceAsync_TwoStoresAtOnce_SavesBothCursors()
    {
        _disk.Faults.Yields = true;
        PumpContext.Run(async () =>
        {
            await using (var log = await Owing.OpenAsync(_disk.Root()))
            {
                await log.OweAsync(Owing.Batch("a"), Owing.Batch("b", "replica"));
                var moved = await Task.WhenAll(
                    log.AdvanceAsync(Owing.Lane(Owing.Primary), 1, CancellationToken.None), log.AdvanceAsync(Owing.Lane("replica"), 2, CancellationToken.None));
                Assert.All(moved, result => Assert.True(result.Succeeded, result.Fault));
            }

            _disk.LosePower();
            await using var again = await Owing.OpenAsync(_disk.Root());
            Assert.Empty(again.Stores);
        });
    }

    private static (long, long, long, long) Counts(OwedSummary owed) => (owed.Batches, owed.Points, owed.Bytes, owed.OnlyHere);

    private int Segments() => _disk.Names(Folder).Count(name => name.EndsWith(".log", StringComparison.Ordinal));
}
