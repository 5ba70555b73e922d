using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

public sealed class ShortenedSegmentTests
{
    private const string Folder = FileDeferredLog.FolderName;

    private readonly MemoryDisk _disk = new(new Random(17));

    /// <summary>A sync that failed at the start may cost a segment its end after it was read: what is gone must not hold up what is behind it.</summary>
    [Fact]
    public async Task ReadAsync_ASegmentThatHasLostItsEnd_IsPassedOverAndCounted()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 1 << 10));
        for (var batch = 0; batch < 8; batch++)
            await log.OweAsync(Owing.Batch($"{batch}{new string('x', 300)}"));
        var first = _disk.Names(Folder).First(static name => name.EndsWith(".log", StringComparison.Ordinal));
        _disk.Folder_NeedsLock(Folder).Live[first].Truncate(20);

        var left = (await log.DrainAsync()).Select(static batch => batch.Text()[0]).ToList();

        Assert.NotEmpty(left);
        Assert.Equal('7', left[^1]);
        Assert.Equal(8, left.Count + log.Usage.LostBatches);
        Assert.Empty(log.Stores);
    }
}
