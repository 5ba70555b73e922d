using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Pipeline.Tests.Deferring;

/// <summary>Somebody deletes files of the deferred log while it runs.</summary>
public sealed class VanishedSegmentTests
{
    private const string Folder = FileDeferredLog.FolderName;

    private readonly MemoryDisk _disk = new(new Random(31));

    [Fact]
    public async Task AppendAsync_AllFilesDeleted_OwesWhatTheOpenOneHeldAndTheCursorsAfterARestart()
    {
        var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("delivered"), Owing.Batch("one"));
        Assert.True((await log.AdvanceAsync(Owing.Lane(), 1, CancellationToken.None)).Succeeded);
        foreach (var name in _disk.Names(Folder)) _disk.Remove(Folder, name);

        await log.OweAsync(Owing.Batch("two"));
        _disk.LosePower();

        // Without the cursors everything is owed again: resending loses nothing.
        await using var again = await Owing.OpenAsync(_disk.Root());
        Assert.Equal(["delivered", "one", "two"], await again.TextsAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_OpenFileDeleted_MissesNothing()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("one"));
        await log.OweAsync(Owing.Batch("two"));
        _disk.Remove(Folder, Segments()[^1]);

        Assert.Equal(["one", "two"], (await log.DrainAsync()).Select(Owing.Text), StringComparer.Ordinal);
        Assert.Equal((0L, 1L), (log.Usage.LostBatches, log.Usage.Health.RestoredFiles));
    }

    [Fact]
    public async Task ReadAsync_OpenFileDeletedAndNotToBeBroughtBack_WaitsForItAndPassesNothing()
    {
        await using var log = await Owing.OpenAsync(_disk.Root());
        await log.OweAsync(Owing.Batch("one"));
        _disk.Remove(Folder, Segments()[^1]);
        _disk.Faults.Fail(MemoryStep.Create, 1);

        var read = await log.ReadAsync(Owing.Lane(), 100, CancellationToken.None);

        Assert.Empty(read.Batches);
        Assert.Contains("cannot be written again", read.Fault, StringComparison.Ordinal);
        Assert.Equal((1L, 0L), (log.Owed(Owing.Primary).Batches, log.Usage.LostBatches));
        _disk.Faults.Fail(MemoryStep.Create, 0);
        Assert.Equal(["one"], (await log.DrainAsync()).Select(Owing.Text), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReadAsync_ClosedFileDeleted_CountsItsBatchesTellsItsNameAndGoesOn(int deleted)
    {
        var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 1 << 10));
        var files = await FillAsync(log, 20);
        var held = files.Count(file => file == deleted);
        var name = Segments()[deleted];
        _disk.Remove(Folder, name);

        var left = (await log.DrainAsync(maxBytes: 1)).ConvertAll(Owing.Text);

        Assert.Equal(Enumerable.Range(0, 20).Where(batch => files[batch] != deleted).Select(Text), left, StringComparer.Ordinal);
        Assert.Equal((held, 1L, name), (log.Usage.LostBatches, log.Usage.Health.LostFiles, log.Usage.Health.LastLost));
        Assert.Equal(0, log.Usage.Health.RestoredFiles);
        Assert.Empty(log.Stores);
        await log.DisposeAsync();
        await using var again = await Owing.OpenAsync(_disk.Root());
        Assert.Empty(again.Stores);
    }

    [Fact]
    public async Task CheckAsync_ClosedFileDeletedWhileItIsOwed_TellsItAtOnceAndCountsItsBatchesWhenTheDrainComesBy()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 1 << 10));
        var files = await FillAsync(log, 10);
        var held = files.Count(static file => file == 0);
        var bytes = log.Usage.Bytes;
        _disk.Remove(Folder, Segments()[0]);
        Assert.True((await log.CheckAsync()).Succeeded);
        Assert.True((await log.CheckAsync()).Succeeded);

        Assert.Equal((1L, 0L), (log.Usage.Health.LostFiles, log.Usage.LostBatches));
        Assert.InRange(log.Usage.Bytes, 1, bytes - (held * 100));
        Assert.Equal(10 - held, (await log.DrainAsync()).Count);
        Assert.Equal((1L, held), (log.Usage.Health.LostFiles, log.Usage.LostBatches));
    }

    /// <summary>The cursor is moved into a file that is gone by then, by a caller whose reading is not remembered any more.</summary>
    [Fact]
    public async Task AdvanceAsync_IntoADeletedFile_MovesTheCursorAndCountsTheRest()
    {
        await using var log = await Owing.OpenAsync(_disk.Root(), Owing.Options(segmentBytes: 1 << 10));
        var files = await FillAsync(log, 10);
        var held = files.Count(static file => file == 0);
        Assert.InRange(held, 2, 9);
        _disk.Remove(Folder, Segments()[0]);

        Assert.True((await log.AdvanceAsync(Owing.Lane(), 1, CancellationToken.None)).Succeeded);

        Assert.Equal(Enumerable.Range(held, 10 - held).Select(Text), (await log.DrainAsync()).Select(Owing.Text), StringComparer.Ordinal);
        Assert.Equal(held, log.Usage.LostBatches);
        Assert.Empty(log.Stores);
    }

    private static string Text(int batch) => $"{batch} {new string('x', 100)}";

    /// <summary>Appends batches one by one; yields for each the number of the file that it went into.</summary>
    private async Task<List<int>> FillAsync(FileDeferredLog log, int batches)
    {
        var files = new List<int>();
        for (var batch = 0; batch < batches; batch++)
        {
            await log.OweAsync(Owing.Batch(Text(batch)));
            files.Add(Segments().Count - 1);
        }

        Assert.True(files[^1] > 2);
        return files;
    }

    private List<string> Segments() => [.. _disk.Names(Folder).Where(static name => name.EndsWith(".log", StringComparison.Ordinal))];
}
