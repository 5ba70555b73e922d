using Microsoft.Win32.SafeHandles;

namespace Holdfast.Pipeline.Storage;

/// <summary>An open file of a <see cref="PhysicalStorage"/>.</summary>
internal sealed class PhysicalFile(string path, SafeFileHandle handle) : IStorageFile
{
    public ValueTask<StorageResult<int>> ReadAsync(long offset, Memory<byte> buffer) =>
        PhysicalCall.RunAsync(path, () => RandomAccess.Read(handle, buffer.Span, offset));

    public async ValueTask<StorageResult> WriteAsync(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var written = await PhysicalCall.RunAsync(path, () => TryWrite(offset, parts));
        if (!written.Succeeded) return written.Outcome;
        return written.Value ? StorageResult.Success : StorageResult.Failure(StorageFault.Missing, $"{path} ends before {offset}.");
    }

    public ValueTask<StorageResult> SyncAsync() => PhysicalCall.RunAsync(path, () => NativeSync.SyncData(handle));

    public ValueTask<StorageResult> TruncateAsync(long length) => PhysicalCall.RunAsync(path, () => RandomAccess.SetLength(handle, length));

    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryWrite(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        if (RandomAccess.GetLength(handle) < offset) return false;
        RandomAccess.Write(handle, parts, offset);
        return true;
    }
}
