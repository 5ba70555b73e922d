using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Tests.Storage;

namespace Holdfast.Simulation.World;

/// <summary>The disk as one process sees it: gone with the process, and slow when the schedule says so.</summary>
/// <param name="process">The process.</param>
/// <param name="inner">The folder on the disk.</param>
internal sealed class SimStorage(SoloProcess process, IStorage inner) : IStorage
{
    public IStorage Folder(string name) => new SimStorage(process, inner.Folder(name));

    public ValueTask<StorageResult<IReadOnlyList<StorageEntry>>> ListAsync() => process.DiskAsync(MemoryStep.List, inner.ListAsync);

    public ValueTask<StorageResult<long>> LengthAsync(string name) => process.DiskAsync(MemoryStep.Length, () => inner.LengthAsync(name));

    public async ValueTask<StorageResult<IStorageFile>> CreateAsync(string name) => Wrap(await process.DiskAsync(MemoryStep.Create, () => inner.CreateAsync(name)));

    public async ValueTask<StorageResult<IStorageFile>> OpenAsync(string name) => Wrap(await process.DiskAsync(MemoryStep.Open, () => inner.OpenAsync(name)));

    public ValueTask<StorageResult> DeleteAsync(string name) => process.DiskAsync(MemoryStep.Delete, () => inner.DeleteAsync(name));

    public ValueTask<StorageResult> RenameAsync(string name, string newName) => process.DiskAsync(MemoryStep.Rename, () => inner.RenameAsync(name, newName));

    public async ValueTask<StorageResult> SyncFolderAsync()
    {
        await process.WaitForDiskAsync();
        return await process.DiskAsync(MemoryStep.SyncFolder, inner.SyncFolderAsync);
    }

    private StorageResult<IStorageFile> Wrap(StorageResult<IStorageFile> opened) =>
        opened.Succeeded ? StorageResult.Of<IStorageFile>(new SimFile(process, opened.Value)) : opened;
}
