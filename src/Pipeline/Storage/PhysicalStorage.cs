namespace Holdfast.Pipeline.Storage;

/// <summary>
/// A real folder. This is the edge at which blocking calls leave the caller's thread: each but the cheapest runs on the thread pool, and
/// its errors come back as values that name the file.
/// </summary>
/// <param name="path">The folder; made, with its parents, when the first file is created in it.</param>
public sealed class PhysicalStorage(string path) : IStorage
{
    private readonly string _path = System.IO.Path.GetFullPath(path);

    /// <summary>The folder's full path.</summary>
    public string Path => _path;

    /// <inheritdoc/>
    public IStorage Folder(string name) => new PhysicalStorage(System.IO.Path.Combine(_path, name));

    /// <inheritdoc/>
    public ValueTask<StorageResult<IReadOnlyList<StorageEntry>>> ListAsync() =>
        PhysicalCall.RunAsync(_path, () => (IReadOnlyList<StorageEntry>)List());

    /// <inheritdoc/>
    /// <remarks>
    /// Answered at once, on the caller's thread: a look into the system's memory of a folder that has just been written to takes a few
    /// microseconds, and to wait for a thread, on a busy machine, as long as the sync before it.
    /// </remarks>
    public ValueTask<StorageResult<long>> LengthAsync(string name) =>
        ValueTask.FromResult(PhysicalCall.Run(PathOf(name), () => new FileInfo(PathOf(name)).Length));

    /// <inheritdoc/>
    public ValueTask<StorageResult<IStorageFile>> CreateAsync(string name) => PhysicalCall.RunAsync(PathOf(name), () =>
    {
        MakeFolder(_path);
        return (IStorageFile)Open(name, FileMode.Create);
    });

    /// <inheritdoc/>
    public ValueTask<StorageResult<IStorageFile>> OpenAsync(string name) =>
        PhysicalCall.RunAsync(PathOf(name), () => (IStorageFile)Open(name, FileMode.Open));

    /// <inheritdoc/>
    public async ValueTask<StorageResult> DeleteAsync(string name)
    {
        var deleted = await PhysicalCall.RunAsync(PathOf(name), () => File.Delete(PathOf(name)));
        return deleted.Fault == StorageFault.Missing ? StorageResult.Success : deleted;
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult> RenameAsync(string name, string newName) =>
        PhysicalCall.RunAsync(PathOf(name), () => File.Move(PathOf(name), PathOf(newName), overwrite: true));

    /// <inheritdoc/>
    public ValueTask<StorageResult> SyncFolderAsync() => PhysicalCall.RunAsync(_path, () => NativeSync.SyncFolder(_path));

    private StorageEntry[] List()
    {
        var folder = new DirectoryInfo(_path);
        if (!folder.Exists) return [];
        var entries = folder.EnumerateFiles().Select(file => new StorageEntry(file.Name, file.Length));
        return [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    private PhysicalFile Open(string name, FileMode mode)
    {
        // Readers have handles of their own, and a segment may be deleted under them.
        const FileShare share = FileShare.ReadWrite | FileShare.Delete;
        return new PhysicalFile(PathOf(name), File.OpenHandle(PathOf(name), mode, FileAccess.ReadWrite, share));
    }

    /// <summary>Makes a folder and its parents, each durable before anything is put into it.</summary>
    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = System.IO.Path.GetDirectoryName(folder);
        if (parent is not null) MakeFolder(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null) NativeSync.SyncFolder(parent);
    }

    private string PathOf(string name) => System.IO.Path.Combine(_path, name);
}
