using System.Buffers;

namespace Holdfast.Pipeline.Storage;

/// <summary>
/// Writes a segment again under its name, when somebody took the file away from under the log, put another in its place, or cut it: from
/// what the handle that is still open can read. Every record keeps its place, so that nothing that remembers one has to learn anything.
/// </summary>
internal sealed class SegmentRestorer(IStorage storage)
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>
    /// Makes a file of that name durable, with what <paramref name="former"/> holds up to the segment's end, and the parts behind it. Where
    /// the former ends before, zeroes are left: readers pass over them and count what was there. After a fault all of it may be tried again.
    /// </summary>
    public async ValueTask<RestoredSegment> RunAsync(Segment segment, IStorageFile former, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var temporary = segment.Name + StorageExtensions.TemporarySuffix;
        var created = await storage.CreateAsync(temporary);
        if (!created.Succeeded) return new RestoredSegment(null, 0, created.Outcome);

        var file = created.Value;
        var copied = await CopyAsync(segment, former, file);
        var done = copied.Outcome;
        var lost = done.Succeeded ? segment.End - copied.Value : 0;
        if (done.Succeeded && lost > 0) done = await file.TruncateAsync(segment.End);
        if (done.Succeeded && parts.Count > 0) done = await file.WriteAsync(segment.End, parts);
        if (done.Succeeded) done = await file.SyncAsync();
        if (done.Succeeded) done = await storage.RenameAsync(temporary, segment.Name);
        if (done.Succeeded) return new RestoredSegment(file, lost, await storage.SyncFolderAsync());

        // Emptied first: should the renaming have happened all the same, nothing may take this for the segment.
        await file.TruncateAsync(0);
        await file.DisposeAsync();
        await storage.DeleteAsync(temporary);
        return new RestoredSegment(null, lost, done);
    }

    /// <summary>Copies up to the segment's end; yields how far the former file went.</summary>
    private static async ValueTask<StorageResult<long>> CopyAsync(Segment segment, IStorageFile former, IStorageFile file)
    {
        var written = await file.WriteAsync(0, [SegmentFormat.Header(segment.First)]);
        if (!written.Succeeded) return StorageResult.Failure<long>(written.Fault, written.Message);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long at = SegmentFormat.HeaderBytes;
            while (at < segment.End)
            {
                var read = await former.ReadAsync(at, buffer.AsMemory(0, (int)Math.Min(buffer.Length, segment.End - at)));
                if (!read.Succeeded) return StorageResult.Failure<long>(read.Fault, read.Message);
                if (read.Value == 0) break;
                written = await file.WriteAsync(at, [buffer.AsMemory(0, read.Value)]);
                if (!written.Succeeded) return StorageResult.Failure<long>(written.Fault, written.Message);
                at += read.Value;
            }

            return StorageResult.Of(at);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
