namespace Holdfast.Pipeline.Storage;

/// <summary>An open file. One writer at a time, any number of readers; disposing it closes it and syncs nothing.</summary>
public interface IStorageFile : IAsyncDisposable
{
    /// <summary>Fills the buffer from <paramref name="offset"/> on; yields the number of bytes read, 0 at the end of the file.</summary>
    ValueTask<StorageResult<int>> ReadAsync(long offset, Memory<byte> buffer);

    /// <summary>
    /// Writes all parts, one behind the other, from <paramref name="offset"/> on. After a fault any part of them may have been written.
    /// A file that ends before the offset answers <see cref="StorageFault.Missing"/>, and nothing is written: somebody else has cut it. The parts
    /// are not touched any more once the task has completed.
    /// </summary>
    ValueTask<StorageResult> WriteAsync(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts);

    /// <summary>
    /// Makes the bytes and the length durable (fdatasync). After a fault nothing may be assumed of what was written since the last
    /// success, not even when a second call succeeds: the system may have dropped the pages and cleared the error.
    /// </summary>
    ValueTask<StorageResult> SyncAsync();

    /// <summary>Cuts the file to <paramref name="length"/> bytes, or makes it so long with zeroes; durable after the next sync.</summary>
    ValueTask<StorageResult> TruncateAsync(long length);
}
