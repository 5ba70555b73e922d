using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Simulation.World;

/// <summary>An open file of a <see cref="SimStorage"/>.</summary>
/// <param name="process">The process that has it open.</param>
/// <param name="inner">The file on the disk.</param>
internal sealed class SimFile(SoloProcess process, IStorageFile inner) : IStorageFile
{
    public ValueTask<StorageResult<int>> ReadAsync(long offset, Memory<byte> buffer) => process.DiskAsync(MemoryStep.Read, () => inner.ReadAsync(offset, buffer));

    public ValueTask<StorageResult> WriteAsync(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts) =>
        process.DiskAsync(MemoryStep.Write, () => inner.WriteAsync(offset, parts));

    public async ValueTask<StorageResult> SyncAsync()
    {
        await process.WaitForDiskAsync();
        return await process.DiskAsync(MemoryStep.SyncFile, inner.SyncAsync);
    }

    public ValueTask<StorageResult> TruncateAsync(long length) => process.DiskAsync(MemoryStep.Truncate, () => inner.TruncateAsync(length));

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
