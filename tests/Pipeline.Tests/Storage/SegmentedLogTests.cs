using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

public sealed class SegmentedLogTests
{
    private const int OneByteRecord = SegmentFormat.RecordHeaderBytes + 1;

    private readonly MemoryDisk _disk = new(new Random(11));

    [Fact]
    public async Task AppendAsync_SeveralRecords_AreReadInOrderAndAfterReopening()
    {
        await using var log = await Logs.OpenAsync(_disk.Root());
        await log.AppendAsync("a", "b");
        var third = await log.AppendAsync("c");

        Assert.Equal((LogAppendStatus.Appended, 3L), (third.Status, third.FirstSequence));
        (long, string)[] expected = [(1, "a"), (2, "b"), (3, "c")];
        Assert.Equal(expected, await log.ReadAllAsync());
        Assert.Equal(expected, await Logs.ReopenAsync(_disk.Root()));
    }

    [Fact]
    public async Task AppendAsync_WhileASyncRuns_IsCommittedWithAllThatWait_P13()
    {
        await using var log = await Logs.OpenAsync(_disk.Root());
        var gate = new TaskCompletionSource();
        _disk.Faults.SyncGate = gate.Task;
        var before = _disk.FileSyncs;
        var appends = Enumerable.Range(0, 100).Select(i => log.AppendAsync($"r{i}")).ToArray();
        Assert.All(appends, append => Assert.False(append.IsCompleted));
        _disk.Faults.SyncGate = null;
        gate.SetResult();

        var results = await Task.WhenAll(appends);

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), results.Select(result => result.FirstSequence));
        Assert.Equal(2, _disk.FileSyncs - before);
        Assert.Equal(2, log.Syncs);
    }

    [Fact]
    public async Task AppendAsync_CancelledWait_StillAppends()
    {
        await using var log = await Logs.OpenAsync(_disk.Root());
        var gate = new TaskCompletionSource();
        _disk.Faults.SyncGate = gate.Task;
        using var cancel = new CancellationTokenSource();
        LogCommit? settled = null;
        var append = log.AppendAsync([Logs.Frame("kept")], commit => settled = commit, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        _disk.Faults.SyncGate = null;
        gate.SetResult();

        await log.AppendAsync("next");

        Assert.Equal(1, settled?.FirstSequence);
        Assert.Equal([(1L, "kept"), (2L, "next")], await log.ReadAllAsync());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task AppendAsync_AroundTheLimit_IsFullAboveIt(int room, bool fits)
    {
        var expected = fits ? LogAppendStatus.Appended : LogAppendStatus.Full;
        await using var log = await Logs.OpenAsync(_disk.Root(), maxBytes: SegmentFormat.HeaderBytes + SegmentFormat.RecordHeaderBytes + room);

        var result = await log.AppendAsync("x");

        Assert.Equal(expected, result.Status);
        Assert.Equal(expected == LogAppendStatus.Appended ? 1 : 0, (await log.ReadAllAsync()).Count);
    }

    [Theory]
    [InlineData(2 * OneByteRecord, true)]
    [InlineData((2 * OneByteRecord) - 1, false)]
    public async Task AppendAsync_AroundThePendingLimit_IsBusyAboveIt(int maxPending, bool fits)
    {
        var expected = fits ? LogAppendStatus.Appended : LogAppendStatus.Busy;
        await using var log = await Logs.OpenAsync(_disk.Root(), maxPending: maxPending);
        var gate = new TaskCompletionSource();
        _disk.Faults.SyncGate = gate.Task;
        var first = log.AppendAsync("a");
        var second = log.AppendAsync("b");
        _disk.Faults.SyncGate = null;
        gate.SetResult();

        Assert.Equal(LogAppendStatus.Appended, (await first).Status);
        Assert.Equal(expected, (await second).Status);
        Assert.Equal(LogAppendStatus.Appended, (await log.AppendAsync("c")).Status);
    }

    [Fact]
    public async Task AppendAsync_LargerThanAnyAppendMayBe_IsTooLarge()
    {
        await using var log = await Logs.OpenAsync(_disk.Root());
        Assert.Equal(LogAppendStatus.Appended, (await log.AppendAsync(new string('x', (1 << 20) - SegmentFormat.RecordHeaderBytes))).Status);
        Assert.Equal(LogAppendStatus.TooLarge, (await log.AppendAsync(new string('x', (1 << 20) - SegmentFormat.RecordHeaderBytes + 1))).Status);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(-1, 3)]
    public async Task AppendAsync_BeyondTheSegmentSize_BeginsASegment(int change, int segments)
    {
        // Room for exactly two records: four make two segments, and one byte less makes room for only one and a half.
        await using var log = await Logs.OpenAsync(_disk.Root(), SegmentFormat.HeaderBytes + (2 * OneByteRecord) + change);
        foreach (var text in (string[])["a", "b", "c"]) await log.AppendAsync(text);
        Assert.Equal(segments, log.Segments().Count);
        Assert.Equal([(1L, "a"), (2L, "b"), (3L, "c")], await log.ReadAllAsync());
    }

    [Fact]
    public async Task AppendAsync_DiskFull_FailsAndLeavesNoTornRecord_P07()
    {
        await using var log = await Logs.OpenAsync(_disk.Root());
        await log.AppendAsync("a");
        var before = _disk.Bytes;
        _disk.Faults.Capacity = before + 10;
        Assert.Equal(LogAppendStatus.Full, (await log.AppendAsync("does not fit")).Status);
        Assert.Equal(before, _disk.Bytes);
        _disk.Faults.Capacity = long.MaxValue;
        Assert.Equal(LogAppendStatus.Appended, (await log.AppendAsync("c")).Status);

        Assert.Equal([(1L, "a"), (3L, "c")], await log.ReadAllAsync());
        Assert.Single(log.Segments());
        Assert.Equal([(1L, "a"), (3L, "c")], await Logs.ReopenAsync(_disk.Root()));
    }

    [Theory]
    [InlineData(MemoryStep.Write)]
    [InlineData(MemoryStep.SyncFile)]
    public async Task AppendAsync_WriteOrSyncFails_NeverUsesThatFileAgain(MemoryStep step)
    {
        await using var log = await Logs.OpenAsync(_disk.Root());
        await log.AppendAsync("a");
        _disk.Faults.FailNext(step);
        Assert.Equal(LogAppendStatus.Failed, (await log.AppendAsync("b")).Status);
        Assert.Equal(LogAppendStatus.Appended, (await log.AppendAsync("c")).Status);

        Assert.Equal(2, log.Segments().Count);
        Assert.Equal([(1L, "a"), (3L, "c")], await log.ReadAllAsync());
        _disk.LosePower();
        Assert.Equal([(1L, "a"), (3L, "c")], await Logs.ReopenAsync(_disk.Root()));
        Assert.Equal(1, log.Health.Faults);
    }

    [Fact]
    public async Task AppendAsync_NoNewSegmentCanBeBegun_FailsUntilItCan()
    {
        await using var log = await Logs.OpenAsync(_disk.Root(), segmentBytes: 1);
        await log.AppendAsync("a");
        foreach (var step in (MemoryStep[])[MemoryStep.Create, MemoryStep.Write, MemoryStep.SyncFile, MemoryStep.SyncFolder])
        {
            _disk.Faults.FailNext(step);
            Assert.Equal(LogAppendStatus.Failed, (await log.AppendAsync("no")).Status);
        }

        Assert.Equal(LogAppendStatus.Appended, (await log.AppendAsync("b")).Status);
        Assert.Equal([(1L, "a"), (6L, "b")], await log.ReadAllAsync());
        Assert.Equal([(1L, "a"), (6L, "b")], await Logs.ReopenAsync(_disk.Root()));
    }

    [Fact]
    public async Task DeleteAsync_AllSegments_KeepsTheNewestAndItsSequence()
    {
        await using (var log = await Logs.OpenAsync(_disk.Root(), segmentBytes: 1))
        {
            foreach (var text in (string[])["a", "b", "c"]) await log.AppendAsync(text);
            await log.RollAsync();
            await log.DeleteAsync([.. log.Segments().Select(segment => segment.First)]);
            Assert.Empty(await log.ReadAllAsync());
            Assert.Single(log.Segments());
        }

        _disk.LosePower();
        await using var again = await Logs.OpenAsync(_disk.Root());
        Assert.Equal(4, (await again.AppendAsync("d")).FirstSequence);
    }

    [Fact]
    public async Task DeleteAsync_CrashBetweenUnlinkAndSync_ReopensWhole_P11()
    {
        await using (var log = await Logs.OpenAsync(_disk.Root(), segmentBytes: 1))
        {
            foreach (var text in (string[])["a", "b", "c"]) await log.AppendAsync(text);
            _disk.Faults.FailNext(MemoryStep.SyncFolder);
            Assert.False((await log.DeleteAsync([1])).Succeeded);
        }

        _disk.LosePower();
        var records = await Logs.ReopenAsync(_disk.Root());
        Assert.Equal([(2L, "b"), (3L, "c")], records.Where(record => record.Sequence > 1));
    }

    [Fact]
    public async Task OpenReaderAsync_DeletedSegment_IsMissing()
    {
        await using var log = await Logs.OpenAsync(_disk.Root(), segmentBytes: 1);
        await log.AppendAsync("a");
        await log.AppendAsync("b");
        await log.DeleteAsync([1]);
        Assert.Equal(StorageFault.Missing, (await log.OpenReaderAsync(1, 0)).Fault);
    }

    [Fact]
    public async Task DisposeAsync_WhileAppending_FinishesWhatWaitsAndRefusesTheRest()
    {
        var log = await Logs.OpenAsync(_disk.Root());
        var gate = new TaskCompletionSource();
        _disk.Faults.SyncGate = gate.Task;
        var append = log.AppendAsync("a");
        var closing = log.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        Assert.Equal(LogAppendStatus.Failed, (await log.AppendAsync("late")).Status);
        gate.SetResult();
        await closing;
        Assert.Equal(LogAppendStatus.Appended, (await append).Status);
    }

    [Fact]
    public async Task AppendAsync_UnderAContextOfItsOwn_NeverLeavesItAndRepeatsExactly()
    {
        var traces = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            var disk = new MemoryDisk(new Random(5));
            disk.Faults.Yields = true;
            PumpContext.Run(async () =>
            {
                var thread = Environment.CurrentManagedThreadId;
                await using var log = await Logs.OpenAsync(disk.Root(), segmentBytes: 300);
                var random = new Random(3);
                using var cancel = new CancellationTokenSource();
                await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
                {
                    for (var n = random.Next(5); n >= 0; n--) await Task.Yield();
                    await log.AppendAsync([Logs.Frame($"{i}")], null, cancel.Token);
                    Assert.Equal(thread, Environment.CurrentManagedThreadId);
                }));
            });
            traces.Add(string.Join('\n', disk.Trace));
        }

        Assert.Equal(traces[0], traces[1]);
    }
}
