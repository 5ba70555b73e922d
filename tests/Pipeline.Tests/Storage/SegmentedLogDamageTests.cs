using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

public sealed class SegmentedLogDamageTests
{
    private static readonly string[] Texts = ["first", "the second", "3", "a fourth one"];

    private readonly MemoryDisk _disk = new(new Random(13));

    [Fact]
    public async Task OpenAsync_TornAtEveryByte_KeepsEveryWholeRecordAndAppendsBehindThem()
    {
        var (name, whole, ends) = await FillAsync();
        for (var length = 0; length <= whole.Length; length++)
        {
            Clear();
            _disk.Write("", name, whole[..length]);
            var kept = ends.Count(end => end <= length);
            var expected = Texts.Take(kept).Select((text, i) => (i + 1L, text)).ToList();
            await using (var log = await Logs.OpenAsync(_disk.Root()))
            {
                Assert.Equal(expected, await log.ReadAllAsync());
                Assert.Equal(LogAppendStatus.Appended, (await log.AppendAsync("after")).Status);
                var torn = kept == 0 ? Math.Max(0, length - SegmentFormat.HeaderBytes) : length - ends[kept - 1];
                Assert.Equal(torn, log.Health.TornBytes);
                Assert.Equal(0, log.Health.CorruptRegions);
            }

            Assert.Equal([.. expected, (kept + 1L, "after")], await Logs.ReopenAsync(_disk.Root()));
        }
    }

    [Fact]
    public async Task OpenAsync_CorruptByteAtEveryOffset_LosesThatRecordOnlyAndKeepsItAside()
    {
        var (name, whole, ends) = await FillAsync();
        for (var at = 0; at < whole.Length; at++)
        {
            Clear();
            var damaged = whole.ToArray();
            damaged[at] ^= 0x40;
            _disk.Write("", name, damaged);
            var hit = at < SegmentFormat.HeaderBytes ? -1 : ends.FindIndex(end => at < end);
            var expected = Texts.Select((text, i) => (i + 1L, text)).Where((_, i) => i != hit).ToList();

            await using (var log = await Logs.OpenAsync(_disk.Root()))
            {
                Assert.Equal(expected, await log.ReadAllAsync());
                var appended = await log.AppendAsync("after");
                Assert.True(appended.FirstSequence >= (hit == Texts.Length - 1 ? 4 : 5));
                Assert.Equal(hit is >= 0 and < 3 ? 1 : 0, log.Health.CorruptRegions);
                Assert.Equal(hit >= 0 ? 1 : 0, _disk.Names("corrupt").Count);
            }

            var again = await Logs.ReopenAsync(_disk.Root());
            List<string> texts = [.. expected.Select(record => record.text), "after"];
            Assert.Equal(texts, again.ConvertAll(record => record.Text));
            Assert.Equal(hit >= 0 ? 1 : 0, _disk.Names("corrupt").Count);
        }
    }

    [Fact]
    public async Task OpenAsync_SectorsOfZeroesInTheMiddle_ResumesBehindThem()
    {
        await using (var log = await Logs.OpenAsync(_disk.Root()))
        {
            for (var i = 0; i < 200; i++) await log.AppendAsync($"record {i} {new string('x', 50)}");
        }

        var name = _disk.Names("")[0];
        var content = _disk.Read("", name);
        content.AsSpan(4096, 1024).Clear();
        _disk.Write("", name, content);

        var records = await Logs.ReopenAsync(_disk.Root());

        Assert.InRange(records.Count, 180, 190);
        Assert.Equal(200, records[^1].Sequence);
    }

    [Fact]
    public async Task OpenAsync_PayloadThatLooksLikeRecords_IsNotTakenForThemUnlessDamaged()
    {
        var (_, whole, _) = await FillAsync();
        var inner = Convert.ToHexString(whole);
        await using (var log = await Logs.OpenAsync(_disk.Root())) await log.AppendAsync(inner);
        Assert.Equal(inner, (await Logs.ReopenAsync(_disk.Root()))[^1].Text);
    }

    [Fact]
    public async Task OpenAsync_LastSegmentCannotBeRead_StartsBehindItAndNeverDeletesIt()
    {
        var (name, _, _) = await FillAsync();
        _disk.Faults.Fail(MemoryStep.Read, 1);
        await using var log = await Logs.OpenAsync(_disk.Root());
        _disk.Faults.Reset();

        var appended = await log.AppendAsync("after");
        await log.DeleteAsync([.. log.Segments().Select(segment => segment.First)]);

        Assert.True(appended.FirstSequence > Texts.Length);
        Assert.Contains(_disk.Names(""), file => file.Equals(name + ".unreadable", StringComparison.Ordinal));
        Assert.True(log.Health.Faults > 0);
    }

    [Fact]
    public async Task OpenAsync_OtherVersion_IsLeftAlone()
    {
        var (name, whole, _) = await FillAsync();
        whole[4] = 2;
        var crc = Crc32C.Of(whole.AsSpan(0, 16));
        BitConverter.TryWriteBytes(whole.AsSpan(16), crc);
        _disk.Write("", name, whole);

        await using var log = await Logs.OpenAsync(_disk.Root());

        Assert.Equal(LogAppendStatus.Appended, (await log.AppendAsync("after")).Status);
        Assert.Equal(whole, _disk.Read("", name));
    }

    [Fact]
    public async Task OpenAsync_FolderCannotBeListed_SaysSo()
    {
        _disk.Faults.Fail(MemoryStep.List, 1);
        var opened = await SegmentedLog.OpenAsync(_disk.Root(), new SegmentedLogOptions(), 1, (_, _) => { }, CancellationToken.None);
        Assert.Equal(StorageFault.Failed, opened.Fault);
    }

    [Fact]
    public async Task OpenAsync_CallerRemembersHigherSequences_GoesOnBehindThem()
    {
        var options = new SegmentedLogOptions();
        var opened = await SegmentedLog.OpenAsync(_disk.Root(), options, 77, (_, _) => { }, CancellationToken.None);
        await using (var log = opened.Value!) Assert.Equal(77, (await log.AppendAsync("a")).FirstSequence);
        Assert.Equal([(77L, "a")], await Logs.ReopenAsync(_disk.Root()));
    }

    [Fact]
    public async Task Search_CraftedCandidates_StopsAtItsBudget()
    {
        // Sixteen thousand headers in a row that each claim the whole rest: without a budget their checksums cost gigabytes.
        const int size = 4 * 1024 * 1024;
        var content = new byte[size];
        SegmentFormat.Header(1).CopyTo(content, 0);
        for (var at = SegmentFormat.HeaderBytes; at + 16 < size; at += 16)
        {
            BitConverter.TryWriteBytes(content.AsSpan(at), size - at - 16);
            BitConverter.TryWriteBytes(content.AsSpan(at + 8), 1L + at);
        }

        _disk.Write("", SegmentFormat.NameOf(1), content);
        Assert.Empty(await Logs.ReopenAsync(_disk.Root()));
        Assert.True(_disk.Steps < 2000, $"{_disk.Steps} steps");
    }

    private async Task<(string Name, byte[] Whole, List<int> Ends)> FillAsync()
    {
        await using (var log = await Logs.OpenAsync(_disk.Root()))
        {
            foreach (var text in Texts) await log.AppendAsync(text);
        }

        var ends = new List<int>();
        var end = SegmentFormat.HeaderBytes;
        foreach (var text in Texts) ends.Add(end += SegmentFormat.RecordHeaderBytes + text.Length);
        var name = _disk.Names("")[0];
        return (name, _disk.Read("", name), ends);
    }

    private void Clear()
    {
        foreach (var folder in (string[])["", "corrupt"])
        {
            foreach (var name in _disk.Names(folder)) _disk.Remove(folder, name);
        }
    }
}
