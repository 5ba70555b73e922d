namespace Holdfast.Pipeline.Storage;

/// <summary>
/// The end of the log: the one segment that is open for appending, if any. Used by one caller at a time. Whatever fails, the segment never
/// keeps a torn record in front of a later one: it is cut back, or never written again.
/// </summary>
internal sealed class SegmentWriter(IStorage storage) : IAsyncDisposable
{
    private IStorageFile? _file;

    /// <summary>The segment that appends go to; null when the next append must begin a new one.</summary>
    public Segment? Active { get; private set; }

    /// <summary>Goes on with a segment that was found at opening.</summary>
    public void Continue(Segment segment, IStorageFile file)
    {
        Active = segment;
        _file = file;
    }

    /// <summary>
    /// Begins a new segment, whose header is durable before anything is written behind it. The former is closed even if that fails: should
    /// the new file turn up after all, its name would say that the former holds only sequences below it.
    /// </summary>
    public async ValueTask<StorageResult<Segment>> RollAsync(long first)
    {
        await AbandonAsync();
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

    /// <summary>Writes behind the segment's end and syncs. The caller moves the end after a success.</summary>
    public async ValueTask<StorageResult> AppendAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var end = Active!.End;
        var written = await _file!.WriteAsync(end, parts);
        if (written.Succeeded)
        {
            var synced = await _file.SyncAsync();
            if (synced.Succeeded) return synced;

            // The system may have dropped the pages and forgotten the error, so this file is never trusted again. The cut only spares
            // the next opening from finding what was reported as failed; it need not succeed.
            await _file.TruncateAsync(end);
            await AbandonAsync();
            return synced;
        }

        var cut = await _file.TruncateAsync(end);
        if (!cut.Succeeded || written.Fault != StorageFault.Full) await AbandonAsync();
        return written;
    }

    /// <summary>Closes the segment for good; the next append begins a new one.</summary>
    public async ValueTask AbandonAsync()
    {
        var file = _file;
        Active = null;
        _file = null;
        if (file is not null) await file.DisposeAsync();
    }

    public ValueTask DisposeAsync() => AbandonAsync();
}
