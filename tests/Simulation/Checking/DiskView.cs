using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Simulation.Checking;

/// <summary>What a process would find on the disk if it were started now: read from a copy, so that nothing is touched.</summary>
internal sealed class DiskView : WorldView
{
    private DiskView()
    {
    }

    /// <summary>Reads the disk.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="options">The limits of the process's data.</param>
    /// <param name="durable">Only what a loss of power at the worst would leave.</param>
    /// <param name="deferred">Whether the deferred log is of interest, besides the dead letters.</param>
    public static DiskView Read(MemoryDisk disk, DataOptions options, bool durable, bool deferred)
    {
        var copy = new MemoryDisk(new(1));
        foreach (var folder in (string[])[FileDeferredLog.FolderName, FileDeadLetters.FolderName])
        {
            var entries = durable ? disk.Folder_NeedsLock(folder).Durable : disk.Folder_NeedsLock(folder).Live;
            foreach (var (name, node) in entries)
                copy.Write(folder, name, durable ? node.Durable : node.Live);
        }

        var view = new DiskView();
        var reading = view.ReadAsync(copy, options, deferred);
        if (!reading.IsCompleted)
            throw new InvalidOperationException("a disk without faults was waited for");
        reading.GetAwaiter().GetResult();
        return view;
    }

    private async Task ReadAsync(MemoryDisk disk, DataOptions options, bool deferred)
    {
        if (deferred)
            await ReadLogAsync(disk, options);
        var letters = (await FileDeadLetters.OpenAsync(disk.Root(), DeadLetterLimits.From(options), CancellationToken.None)).Value!;
        var page = await letters.ListAsync(null, null, FileDeadLetters.MaxPage, CancellationToken.None);
        foreach (var letter in page.Letters)
            AddLetter(letter.Bytes.Span);
    }

    private async Task ReadLogAsync(MemoryDisk disk, DataOptions options)
    {
        var log = (await FileDeferredLog.OpenAsync(disk.Root(), options, TimeProvider.System, CancellationToken.None)).Value!;
        foreach (var lane in log.Lanes.Where(static lane => !lane.IsUnstored))
        {
            while (await log.ReadAsync(lane, int.MaxValue, CancellationToken.None) is { Batches.Count: > 0 } read)
            {
                foreach (var entry in read.Batches)
                    AddOwed(entry.Batch.Bucket, entry.Batch.Lines.Span);
                await log.AdvanceAsync(lane, read.Batches[^1].Sequence, CancellationToken.None);
            }
        }
    }
}
