namespace Holdfast.Pipeline.Storage;

/// <summary>
/// The end of the log: the one segment that is open for appending, if any. Used by one caller at a time. Whatever fails, the segment never
/// keeps a torn record in front of a later one: it is cut back, or never written again. Whoever deletes the file, moves it away or cuts it
/// from outside takes nothing from what the open handle can still read: the segment is written again under its name.
/// </summary>
/// <param name="storage">The folder.</param>
/// <param name="health">Where a file that was not as it was left is counted.</param>
internal sealed class SegmentWriter(IStorage storage, LogHealthCounter health) : IAsyncDisposable
{
    private readonly SegmentRestorer _restorer = new(storage);
    private IStorageFile? _file;
    private bool _nameUnsynced;

    /// <summary>The segment that appends go to; null when the next append must begin a new one.</summary>
    public Segment? Active { get; private set; }

    /// <summary>
    /// The active segment may not be written any more, and yet could not be closed: <see cref="CloseAsync"/> comes before the next append.
    /// </summary>
    public bool MustClose { get; private set; }

    /// <summary>Goes on with a segment that was found at opening.</summary>
    public void Continue(Segment segment, IStorageFile file)
    {
        Active = segment;
        _file = file;
        _nameUnsynced = false;
        MustClose = false;
    }

    /// <summary>
    /// Begins a new segment, whose header is durable before anything is written behind it. The former is closed even if that fails: should
    /// the new file turn up after all, its name would say that the former holds only sequences below it. Not if the former has lost its name
    /// and cannot get it back: its handle is all that is left of it.
    /// </summary>
    public async ValueTask<StorageResult<Segment>> RollAsync(long first)
    {
        var closed = await CloseAsync();
        if (!closed.Succeeded) return StorageResult.Failure<Segment>(closed.Fault, closed.Message);

        var segment = new Segment(first);
        var created = await storage.CreateAsync(segment.Name);
        if (!created.Succeeded) return StorageResult.Failure<Segment>(created.Fault, created.Message);

        var file = created.Value;
        var ready = await file.WriteAsync(0, [SegmentFormat.Header(first)]);
        if (ready.Succeeded) ready = await file.SyncAsync();
        if (ready.Succeeded) ready = await storage.SyncFolderAsync();
        if (!ready.Succeeded)
        {
            // Should the file stay, it is an empty segment, which the next opening accepts as one.
            await file.DisposeAsync();
            await storage.DeleteAsync(segment.Name);
            return StorageResult.Failure<Segment>(ready.Fault, ready.Message);
        }

        Continue(segment, file);
        return StorageResult.Of(segment);
    }

    /// <summary>
    /// Writes behind the segment's end, syncs, and looks whether the file is where it belongs. The caller moves the end after a success.
    /// </summary>
    public async ValueTask<StorageResult> AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var end = Active!.End;
        var written = await _file!.WriteAsync(end, parts);
        if (written.Fault == StorageFault.Missing) return await RestoreAsync(parts, $"{Active.Name} was cut short from outside");
        if (!written.Succeeded)
        {
            var cut = await _file.TruncateAsync(end);
            if (!cut.Succeeded || written.Fault != StorageFault.Full) await GiveUpAsync();
            return written;
        }

        var synced = await _file.SyncAsync();
        if (synced.Succeeded) return await KeepAsync(parts);

        // The system may have dropped the pages and forgotten the error, so this file is never trusted again. The cut only spares
        // the next opening from finding what was reported as failed; it need not succeed.
        await _file.TruncateAsync(end);
        await GiveUpAsync();
        return synced;
    }

    /// <summary>
    /// Looks whether the active segment is under its name, and writes it again if it is not. Its length tells: another file that happens to
    /// have the name does not grow with this one. A fault leaves the handle open, so that the next call can still do what this one could not.
    /// </summary>
    /// <param name="parts">What has just been written behind the segment's end.</param>
    public async ValueTask<StorageResult> KeepAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        if (Active is not { } segment) return StorageResult.Success;
        var expected = segment.End;
        for (var i = 0; i < parts.Count; i++) expected += parts[i].Length;

        var found = await storage.LengthAsync(segment.Name);
        var kept = found switch
        {
            { Succeeded: true } when found.Value == expected || (MustClose && found.Value > expected) => await SyncNameAsync(),
            { Succeeded: true } => await RestoreAsync(parts, $"{segment.Name} was {found.Value} bytes long in place of {expected}"),
            { Fault: StorageFault.Missing } => await RestoreAsync(parts, $"{segment.Name} was gone from its folder"),
            _ => found.Outcome,
        };

        // It need not succeed: a file that stays longer than it should be is found and mended by the next call.
        if (!kept.Succeeded) await _file!.TruncateAsync(segment.End);
        return kept;
    }

    /// <summary>
    /// Closes the segment after a last look, and the next append begins a new one. After a fault it is still open, because its handle may be
    /// all that is left of it, and <see cref="MustClose"/>.
    /// </summary>
    public async ValueTask<StorageResult> CloseAsync()
    {
        MustClose = true;
        var kept = await KeepAsync([]);
        if (kept.Succeeded) await AbandonAsync();
        return kept;
    }

    /// <summary>Closes the segment without touching the disk; the next append begins a new one.</summary>
    public async ValueTask AbandonAsync()
    {
        var file = _file;
        Active = null;
        MustClose = false;
        _file = null;
        if (file is not null) await file.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await GiveUpAsync();
        await AbandonAsync();
    }

    private async ValueTask GiveUpAsync()
    {
        var closed = await CloseAsync();
        if (!closed.Succeeded) health.Fault(closed.Message);
    }

    private async ValueTask<StorageResult> RestoreAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, string why)
    {
        var restored = await _restorer.RunAsync(Active!, _file!, parts);
        if (restored.File is not { } file)
            return StorageResult.Failure(restored.Outcome.Fault, $"{why}, and cannot be written again: {restored.Outcome.Message}");

        await _file!.DisposeAsync();
        _file = file;
        _nameUnsynced = !restored.Outcome.Succeeded;
        health.Restored(restored.Lost == 0 ? $"{why}; nothing of it is lost" : $"{why}; {restored.Lost} bytes that had been cut off are lost");
        return restored.Outcome;
    }

    private async ValueTask<StorageResult> SyncNameAsync()
    {
        if (!_nameUnsynced) return StorageResult.Success;
        var synced = await storage.SyncFolderAsync();
        _nameUnsynced = !synced.Succeeded;
        return synced;
    }
}
