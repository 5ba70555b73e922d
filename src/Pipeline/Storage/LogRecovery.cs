namespace Holdfast.Pipeline.Storage;

/// <summary>
/// Opens a log's files: finds what is valid, keeps aside what is not, cuts the torn tail off the last segment. Damage never makes it fail;
/// only a folder that cannot be listed does.
/// </summary>
internal sealed class LogRecovery(IStorage storage, SegmentedLogOptions options, CorruptShelf shelf, Action<long, ScanStep> visit)
{
    private readonly LogHealthCounter _health = new();

    /// <summary>What there is, in order.</summary>
    public List<Segment> Segments { get; } = [];

    /// <summary>The next sequence.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>The last segment, if appends can go on there.</summary>
    public IStorageFile? ActiveFile { get; private set; }

    public LogHealthCounter Health => _health;

    /// <summary>Where corrupt stretches begin that have been counted.</summary>
    public HashSet<(long Segment, long Offset)> Gaps { get; } = [];

    /// <summary>Scans all segments; <c>visit</c> sees every valid record, in order, with its segment.</summary>
    public async ValueTask<StorageResult> RunAsync(CancellationToken cancellationToken)
    {
        var listed = await storage.ListAsync();
        if (!listed.Succeeded) return listed.Outcome;

        var found = new List<(long First, long Bytes)>();
        foreach (var entry in listed.Value)
        {
            if (SegmentFormat.TryParseName(entry.Name, out var first)) found.Add((first, entry.Length));
        }

        found.Sort();
        for (var i = 0; i < found.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var last = i == found.Count - 1;
            await RecoverAsync(found[i].First, found[i].Bytes, last ? long.MaxValue : found[i + 1].First, last);
        }

        return StorageResult.Success;
    }

    private async ValueTask RecoverAsync(long first, long bytes, long below, bool last)
    {
        Next = Math.Max(Next, first);
        var segment = new Segment(first) { FileBytes = bytes, End = Math.Min(bytes, SegmentFormat.HeaderBytes) };
        Segments.Add(segment);
        var opened = await storage.OpenAsync(segment.Name);
        for (var attempt = 1; opened.Fault == StorageFault.Failed && attempt < StorageWindow.Attempts; attempt++)
            opened = await storage.OpenAsync(segment.Name);
        if (!opened.Succeeded)
        {
            GiveUp(segment, last, opened.Message);
            return;
        }

        var file = opened.Value;
        var header = await ReadHeaderAsync(file, bytes);
        if (header is null or SegmentHeader.OtherVersion)
        {
            GiveUp(segment, last, header is null ? null : $"{segment.Name} was written by another version.");
        }
        else if (await ScanAsync(segment, file, below) && last && header == SegmentHeader.Valid && await TrimAsync(segment, file))
        {
            ActiveFile = file;
            return;
        }

        await file.DisposeAsync();
    }

    /// <summary>Null if the disk cannot read it.</summary>
    private async ValueTask<SegmentHeader?> ReadHeaderAsync(IStorageFile file, long bytes)
    {
        if (bytes < SegmentFormat.HeaderBytes) return SegmentHeader.Damaged;
        using var window = new StorageWindow(file, SegmentFormat.HeaderBytes);
        var read = await window.PeekAsync(0, SegmentFormat.HeaderBytes);
        if (read.Succeeded) return SegmentFormat.ReadHeader(read.Value.Span);
        _health.Fault(read.Message);
        return null;
    }

    /// <summary>Visits the records; false if the disk could not read to the end.</summary>
    private async ValueTask<bool> ScanAsync(Segment segment, IStorageFile file, long below)
    {
        using var scanner = SegmentedLog.Scan(file, segment, SegmentFormat.HeaderBytes, segment.FileBytes, below);
        while (true)
        {
            var step = await scanner.NextAsync();
            switch (step.Kind)
            {
                case ScanKind.Record:
                    visit(segment.First, step);
                    segment.End = step.Next;
                    Next = step.Sequence + 1;
                    break;
                case ScanKind.Gap when step.Next < segment.FileBytes:
                    await SetAsideAsync(segment, file, step);
                    break;
                case ScanKind.Gap:
                    if (below == long.MaxValue) break;
                    await SetAsideAsync(segment, file, step);
                    break;
                case ScanKind.Fault:
                    GiveUp(segment, below == long.MaxValue, step.Message);
                    return false;
                case ScanKind.End:
                default:
                    return true;
            }
        }
    }

    private async ValueTask SetAsideAsync(Segment segment, IStorageFile file, ScanStep gap)
    {
        _health.Corrupt(gap.Length);
        Gaps.Add((segment.First, gap.Offset));
        var kept = await shelf.KeepAsync(file, segment.First, gap.Offset, gap.Length);
        if (!kept.Succeeded) _health.Fault(kept.Message);
    }

    /// <summary>
    /// Cuts the torn tail off the last segment, and syncs it and its folder: what a killed process wrote and did not sync is now taken for
    /// appended, so it has to be durable, and so has the file's name. False if that fails or the segment is full; the tail then stays where
    /// it is, and appends go to a new segment.
    /// </summary>
    private async ValueTask<bool> TrimAsync(Segment segment, IStorageFile file)
    {
        var torn = segment.FileBytes - segment.End;
        var done = StorageResult.Success;
        if (torn > 0)
        {
            done = await shelf.KeepAsync(file, segment.First, segment.End, torn);
            if (done.Succeeded) done = await file.TruncateAsync(segment.End);
        }

        if (done.Succeeded) done = await file.SyncAsync();
        if (done.Succeeded) done = await storage.SyncFolderAsync();
        if (!done.Succeeded)
        {
            _health.Fault(done.Message);
            return false;
        }

        _health.Torn(torn);
        segment.FileBytes = segment.End;
        return segment.End < options.SegmentBytes;
    }

    /// <summary>
    /// The rest of this file is out of reach, and with it, in the last one, the sequences that are used up: one for every record, none of
    /// which is shorter than its header and one byte, and one for every append that failed, which leaves no trace; the margin is far beyond
    /// what can fail in a lifetime.
    /// </summary>
    private void GiveUp(Segment segment, bool last, string? message)
    {
        const long margin = 1L << 32;
        segment.Unreadable = true;
        if (message is not null) _health.Fault(message);
        if (last) Next = Math.Max(Next, segment.First + (segment.FileBytes / (SegmentFormat.RecordHeaderBytes + 1)) + margin);
    }
}
