using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

public sealed class LaneTests
{
    private const string Folder = FileDeferredLog.FolderName;
    private const string Cold = "telemetry_cold";

    private static readonly OwedLane Unstored = OwedLane.Unstored(Owing.Hot);

    private readonly MemoryDisk _disk = new(new Random(29));

    [Fact]
    public async Task ReadAsync_OtherLaneNotAdvanced_GoesOnAllTheSame()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 300));
        for (var i = 0; i < 10; i++) await log.OweAsync(Owing.Batch($"h{i}"), Owing.Batch($"c{i}", bucket: Cold));
        Assert.Equal(10, (await DrainAsync(log, Owing.Lane(bucket: Cold))).Count);
        Assert.Equal((10L, 0L, 10L), (log.Owed(Owing.Lane()).Batches, log.Owed(Owing.Lane(bucket: Cold)).Batches, log.Owed(Owing.Primary).Batches));
        Assert.Equal([Unstored, Owing.Lane()], log.Lanes);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"h{i}"), await DrainAsync(log, Owing.Lane()), StringComparer.Ordinal);
        Assert.Empty(log.Lanes);
    }

    [Fact]
    public async Task OpenAsync_CursorsOfTheFirstVersion_HoldForEveryLaneOfTheStore()
    {
        await using (var log = await Owing.OpenAsync(_disk.Root()))
            await log.OweAsync(Owing.Batch("1"), Owing.Batch("2", bucket: Cold), Owing.Batch("3"), Owing.Batch("4", bucket: Cold), Owing.Batch("5", "replica"));
        _disk.Write(Folder, "cursors", System.Text.Encoding.UTF8.GetBytes(CursorFileTests.Sealed("holdfast-cursors 1\n2 primary\n9 gone\n")));

        await using (var log = await Owing.OpenAsync(_disk.Root()))
        {
            Assert.Equal((1L, 1L, 1L), (log.Owed(Owing.Lane()).Batches, log.Owed(Owing.Lane(bucket: Cold)).Batches, log.Owed("replica").Batches));
            Assert.Equal(["3"], await DrainAsync(log, Owing.Lane()));
            Assert.Equal(10, await log.OweAsync(Owing.Batch("new", "gone")));
        }

        _disk.LosePower();
        await using var again = await Owing.OpenAsync(_disk.Root());
        Assert.Equal(["4"], await DrainAsync(again, Owing.Lane(bucket: Cold)));
        Assert.Equal(0, again.Owed(Owing.Lane()).Batches);
        Assert.Equal(["new"], await DrainAsync(again, Owing.Lane("gone")));
    }

    [Fact]
    public async Task AdvanceAsync_UnstoredLane_KeepsTheBatchesOwedToTheirOwn()
    {
        await using (var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 300)))
        {
            for (var i = 0; i < 10; i++) await log.OweAsync(Owing.Batch($"b{i}", elsewhere: i % 2 == 0));
            Assert.Equal(new OwedSummary(5, 5, 10, log.Owed(Unstored).Oldest, 5), log.Owed(Unstored));
            Assert.Equal(["b1", "b3"], (await log.ReadAsync(Unstored, 4, CancellationToken.None)).Batches.Select(Owing.Text));
            await log.AdvanceAsync(Unstored, 4, CancellationToken.None);
            Assert.Equal((3L, 10L, 3L), (log.Owed(Unstored).Batches, log.Owed(Owing.Primary).Batches, log.Owed(Owing.Primary).OnlyHere));
        }

        _disk.LosePower();
        await using var again = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 300));
        Assert.Equal(["b5", "b7", "b9"], await DrainAsync(again, Unstored));
        Assert.Equal((10L, 0L), (again.Owed(Owing.Primary).Batches, again.Owed(Owing.Primary).OnlyHere));
        Assert.Equal(10, (await DrainAsync(again, Owing.Lane())).Count);
        Assert.Equal(0, again.Usage.LostBatches);
    }

    [Fact]
    public async Task ReadAsync_UnstoredButItsOwnLaneHasPassedIt_IsLeftOut()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("a"), Owing.Batch("b", bucket: Cold), Owing.Batch("c"));
        await log.AdvanceAsync(Owing.Lane(), 1, CancellationToken.None);
        Assert.Equal(1, log.Owed(Unstored).Batches);
        Assert.Equal(["c"], await DrainAsync(log, Unstored));
        Assert.Equal(1, log.Owed(OwedLane.Unstored(Cold)).Batches);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReadAsync_GroupOfSeveralStores_IsOutWhenAnyOfThemHasIt(int lane)
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Group("x"));
        await log.OweAsync(Group("y"));
        Assert.Equal(["x", "y"], (await log.ReadAsync(Unstored, 100, CancellationToken.None)).Batches.Select(Owing.Text));
        Assert.Equal((2L, 6L), (log.Owed(Unstored).Batches, log.Lanes.Where(static each => !each.IsUnstored).Sum(each => log.Owed(each).Batches)));

        await log.AdvanceAsync(Owing.Lane($"s{lane}"), 1 + lane, CancellationToken.None);
        Assert.Equal(["y"], (await log.ReadAsync(Unstored, 100, CancellationToken.None)).Batches.Select(Owing.Text));
        Assert.Equal(1, log.Owed(Unstored).Batches);

        await log.AdvanceAsync(Owing.Lane($"s{lane}"), 4 + lane, CancellationToken.None);
        Assert.Empty((await log.ReadAsync(Unstored, 100, CancellationToken.None)).Batches);
        Assert.Equal(0, log.Owed(Unstored).Batches);
    }

    [Fact]
    public async Task ReadAsync_LaterOfTheUnstoredIsDelivered_IsLeftOutBehindThoseThatAreNot()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("alone", "s0"));
        await log.OweAsync(Group("x"));
        await log.AdvanceAsync(Owing.Lane("s1"), 3, CancellationToken.None);
        Assert.Equal(["alone"], (await log.ReadAsync(Unstored, 100, CancellationToken.None)).Batches.Select(Owing.Text));
        Assert.Equal(["alone"], await DrainAsync(log, Unstored));
        Assert.Equal((0L, 2L), (log.Owed(Unstored).Batches, log.Owed("s0").Batches));
    }

    [Fact]
    public async Task ReadAsync_UnstoredRecordRotten_IsPassedOver()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("first one"));
        var name = _disk.Names(Folder).Single(static file => file.EndsWith(".log", StringComparison.Ordinal));
        var content = _disk.Read(Folder, name);
        content[content.AsSpan().IndexOf("first one"u8)] ^= 1;
        _disk.Write(Folder, name, content);
        Assert.Empty(await DrainAsync(log, Unstored));
        Assert.Equal((0L, 1L), (log.Owed(Unstored).Batches, log.Owed(Owing.Primary).Batches));
        Assert.Empty(await DrainAsync(log, Owing.Lane()));
        Assert.Equal(1, log.Usage.LostBatches);
    }

    private static OwedBatch[] Group(string text) =>
        [Owing.Batch(text, "s0"), Owing.Batch(text, "s1", elsewhere: true), Owing.Batch(text, "s2", elsewhere: true)];

    private static async Task<List<string>> DrainAsync(FileDeferredLog log, OwedLane lane)
    {
        var texts = new List<string>();
        while (await log.ReadAsync(lane, 3, CancellationToken.None) is { Batches: { Count: > 0 } batches })
        {
            texts.AddRange(batches.Select(Owing.Text));
            await log.AdvanceAsync(lane, batches[^1].Sequence, CancellationToken.None);
        }

        return texts;
    }
}
