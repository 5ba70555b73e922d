namespace Holdfast.Pipeline.Storage;

/// <summary>What is made of several steps of <see cref="IStorage"/>.</summary>
public static class StorageExtensions
{
    /// <summary>
    /// The ending of a file that is being written whole; one that is found was left by a crash and is overwritten by the next try.
    /// </summary>
    public const string TemporarySuffix = ".new";

    private const int ChunkBytes = 64 * 1024;

    /// <summary>
    /// Replaces a whole file so that a crash leaves the old content or the new, never a mixture: written beside it, synced, renamed over
    /// it, folder synced. After a fault either of the two contents may be there. Calls for one name must not overlap.
    /// </summary>
    public static async ValueTask<StorageResult> ReplaceAsync(this IStorage storage, string name, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var temporary = name + TemporarySuffix;
        var created = await storage.CreateAsync(temporary);
        if (!created.Succeeded) return created.Outcome;

        StorageResult written;
        await using (var file = created.Value)
        {
            written = await file.WriteAsync(0, [content]);
            if (written.Succeeded) written = await file.SyncAsync();
        }

        if (written.Succeeded) written = await storage.RenameAsync(temporary, name);
        return written.Succeeded ? await storage.SyncFolderAsync() : written;
    }

    /// <summary>Reads a whole file of at most <paramref name="maxBytes"/> bytes; a longer one is a fault.</summary>
    public static async ValueTask<StorageResult<byte[]>> ReadAllAsync(this IStorage storage, string name, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(storage);
        var opened = await storage.OpenAsync(name);
        if (!opened.Succeeded) return StorageResult.Failure<byte[]>(opened.Fault, opened.Message);

        await using var file = opened.Value;
        var content = new byte[Math.Min(ChunkBytes, maxBytes + 1)];
        var count = 0;
        while (true)
        {
            if (count == content.Length) Array.Resize(ref content, (int)Math.Min(2L * content.Length, maxBytes + 1L));
            var read = await file.ReadAsync(count, content.AsMemory(count));
            if (!read.Succeeded) return StorageResult.Failure<byte[]>(read.Fault, read.Message);
            if (read.Value == 0) return StorageResult.Of(content[..count]);
            count += read.Value;
            if (count > maxBytes) return StorageResult.Failure<byte[]>(StorageFault.Failed, $"{name} is longer than {maxBytes} bytes.");
        }
    }
}
