using System.Text;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Tests.Storage;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Stores;

namespace Holdfast.Simulation.Checking;

/// <summary>What a process would find on the disk if it were started now: read from a copy, so that nothing is touched.</summary>
internal sealed class DiskView
{
    private readonly HashSet<(string Bucket, Cell Cell, string Value)> _owed = [];
    private readonly HashSet<int> _letters = [];

    private DiskView()
    {
    }

    /// <summary>The numbers of all lines that are dead letters.</summary>
    public IReadOnlySet<int> Letters => _letters;

    /// <summary>Whether a value is owed to some store.</summary>
    public bool Owes(string bucket, Cell cell, string value) => _owed.Contains((bucket, cell, value));

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
            AddTokens(Encoding.UTF8.GetString(letter.Bytes.Span));
    }

    private async Task ReadLogAsync(MemoryDisk disk, DataOptions options)
    {
        var log = (await FileDeferredLog.OpenAsync(disk.Root(), options, TimeProvider.System, CancellationToken.None)).Value!;
        foreach (var lane in log.Lanes.Where(static lane => !lane.IsUnstored))
        {
            while (await log.ReadAsync(lane, int.MaxValue, CancellationToken.None) is { Batches.Count: > 0 } read)
            {
                foreach (var entry in read.Batches)
                    Add(entry.Batch);
                await log.AdvanceAsync(lane, read.Batches[^1].Sequence, CancellationToken.None);
            }
        }
    }

    private void Add(OwedBatch batch)
    {
        foreach (var line in Encoding.UTF8.GetString(batch.Lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            foreach (var (cell, value) in StoreLine.Parse(line) ?? [])
                _owed.Add((batch.Bucket, cell, value));
    }

    /// <summary>A token has six digits, as nothing else in a line has.</summary>
    private void AddTokens(string text)
    {
        var digits = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                digits++;
                continue;
            }

            if (digits == 6)
                _letters.Add(int.Parse(text.AsSpan(at - digits, digits), provider: null));
            digits = 0;
        }
    }
}
