using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>A folder on a <see cref="MemoryDisk"/>.</summary>
public sealed class MemoryStorage(MemoryDisk disk, string path) : IStorage
{
    public IStorage Folder(string name) => new MemoryStorage(disk, path.Length == 0 ? name : path + "/" + name);

    public ValueTask<StorageResult<IReadOnlyList<StorageEntry>>> ListAsync() => StepAsync<IReadOnlyList<StorageEntry>>(
        MemoryStep.List, path, folder => [.. folder.Live.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new StorageEntry(file.Key, file.Value.Live.Length))]);

    public async ValueTask<StorageResult<long>> LengthAsync(string name)
    {
        var found = await StepAsync<MemoryNode>(MemoryStep.Length, name, folder => folder.Live.GetValueOrDefault(name));
        return found.Succeeded ? StorageResult.Of<long>(found.Value.Live.Length) : StorageResult.Failure<long>(found.Fault, found.Message);
    }

    public ValueTask<StorageResult<IStorageFile>> CreateAsync(string name) => StepAsync<IStorageFile>(MemoryStep.Create, name, folder =>
    {
        if (folder.Live.TryGetValue(name, out var existing)) existing.Truncate(0);
        else
        {
            existing = new MemoryNode();
            folder.Change(entries => entries[name] = existing);
        }

        return new MemoryFile(disk, existing, name);
    });

    public ValueTask<StorageResult<IStorageFile>> OpenAsync(string name) => StepAsync<IStorageFile>(
        MemoryStep.Open, name, folder => folder.Live.TryGetValue(name, out var file) ? new MemoryFile(disk, file, name) : null);

    public async ValueTask<StorageResult> DeleteAsync(string name) => (await StepAsync<object>(MemoryStep.Delete, name, folder =>
    {
        folder.Change(entries => entries.Remove(name));
        return name;
    })).Outcome;

    public async ValueTask<StorageResult> RenameAsync(string name, string newName) => (await StepAsync<object>(MemoryStep.Rename, name, folder =>
    {
        if (!folder.Live.TryGetValue(name, out var file)) return null;
        folder.Change(entries =>
        {
            entries.Remove(name);
            entries[newName] = file;
        });
        return name;
    })).Outcome;

    public async ValueTask<StorageResult> SyncFolderAsync() => (await StepAsync<object>(MemoryStep.SyncFolder, path, folder =>
    {
        folder.Sync();
        return path;
    })).Outcome;

    private async ValueTask<StorageResult<T>> StepAsync<T>(MemoryStep step, string name, Func<MemoryFolder, T?> act) where T : class
    {
        if (disk.Faults.Yields) await Task.Yield();
        lock (disk.Gate)
        {
            var fault = disk.Step_NeedsLock(step, name);
            if (fault != StorageFault.None) return StorageResult.Failure<T>(fault, $"{step} of {name} failed as told.");
            var value = act(disk.Folder_NeedsLock(path));
            return value is null ? StorageResult.Failure<T>(StorageFault.Missing, $"{name} is missing.") : StorageResult.Of(value);
        }
    }
}
