using Microsoft.Win32.SafeHandles;

namespace Holdfast.Pipeline.Storage;

/// <summary>An open file of a <see cref="PhysicalStorage"/>.</summary>
internal sealed class PhysicalFile(string path, SafeFileHandle handle) : IStorageFile
{
    public ValueTask<StorageResult<int>> ReadAsync(long offset, Memory<byte> buffer) =>
        PhysicalCall.RunAsync(path, () => RandomAccess.Read(handle, buffer.Span, offset));

    public ValueTask<StorageResult> WriteAsync(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts) =>
        PhysicalCall.RunAsync(path, () => RandomAccess.Write(handle, parts, offset));

    public ValueTask<StorageResult> SyncAsync() => PhysicalCall.RunAsync(path, () => NativeSync.SyncData(handle));

    public ValueTask<StorageResult> TruncateAsync(long length) => PhysicalCall.RunAsync(path, () => RandomAccess.SetLength(handle, length));

    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        return ValueTask.CompletedTask;
    }
}
