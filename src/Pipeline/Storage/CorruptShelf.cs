using System.Buffers;
using System.Globalization;

namespace Holdfast.Pipeline.Storage;

/// <summary>
/// The folder <c>corrupt</c> beside the segments: copies of what was skipped or cut off, for whoever wants to look. Nothing reads it, and
/// anything in it may be deleted. A file's name says where the bytes were, so that a stretch found again at the next start is not copied
/// again.
/// </summary>
internal sealed class CorruptShelf
{
    public const string FolderName = "corrupt";

    private const int ChunkBytes = 64 * 1024;

    private readonly IStorage _folder;
    private readonly long _maxBytes;
    private readonly HashSet<string> _names;
    private long _bytes;

    private CorruptShelf(IStorage folder, long maxBytes, IReadOnlyList<StorageEntry> entries)
    {
        _folder = folder;
        _maxBytes = maxBytes;
        var whole = entries.Where(entry => entry.Name.EndsWith(Ending(entry.Length), StringComparison.Ordinal));
        _names = [.. whole.Select(entry => entry.Name)];
        _bytes = entries.Sum(entry => entry.Length);
    }

    public static async ValueTask<StorageResult<CorruptShelf>> OpenAsync(IStorage storage, long maxBytes)
    {
        var folder = storage.Folder(FolderName);
        var listed = await folder.ListAsync();
        return listed.Succeeded
            ? StorageResult.Of(new CorruptShelf(folder, maxBytes, listed.Value))
            : StorageResult.Failure<CorruptShelf>(listed.Fault, listed.Message);
    }

    /// <summary>Copies a stretch, durably. A success too if it is here already, or if the shelf is full.</summary>
    public async ValueTask<StorageResult> KeepAsync(IStorageFile source, long segment, long offset, long length)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{segment:x16}-{offset}") + Ending(length);
        if (_bytes + length > _maxBytes || !_names.Add(name)) return StorageResult.Success;

        var kept = await CopyAsync(source, name, offset, length);
        if (kept.Succeeded)
        {
            _bytes += length;
            return kept;
        }

        _names.Remove(name);
        return kept;
    }

    private static string Ending(long length) => string.Create(CultureInfo.InvariantCulture, $"-{length}.bin");

    private async ValueTask<StorageResult> CopyAsync(IStorageFile source, string name, long offset, long length)
    {
        var created = await _folder.CreateAsync(name);
        if (!created.Succeeded) return created.Outcome;

        await using (var copy = created.Value)
        {
            var written = await CopyAsync(source, copy, offset, length);
            if (written.Succeeded) written = await copy.SyncAsync();
            if (!written.Succeeded) return written;
        }

        return await _folder.SyncFolderAsync();
    }

    private static async ValueTask<StorageResult> CopyAsync(IStorageFile source, IStorageFile copy, long offset, long length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (long done = 0; done < length;)
            {
                var read = await source.ReadAsync(offset + done, buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - done)));
                if (!read.Succeeded) return read.Outcome;
                if (read.Value == 0) return StorageResult.Failure(StorageFault.Failed, "The file became shorter while it was copied.");
                var written = await copy.WriteAsync(done, [buffer.AsMemory(0, read.Value)]);
                if (!written.Succeeded) return written;
                done += read.Value;
            }

            return StorageResult.Success;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
