namespace Holdfast.Pipeline.Storage;

/// <summary>
/// A folder on a disk, in steps as small as the disk's own, so that a simulator can crash between any two of them. Creating, deleting and
/// renaming are durable only after <see cref="SyncFolderAsync"/>, bytes only after <see cref="IStorageFile.SyncAsync"/>.
/// I/O errors are values; an exception is a bug. Safe for concurrent callers.
/// </summary>
public interface IStorage
{
    /// <summary>A folder inside this one. Nothing is touched: it is made when the first file is created in it.</summary>
    IStorage Folder(string name);

    /// <summary>The files (not the folders) in it, by name in ordinal order. A folder that does not exist is empty.</summary>
    ValueTask<StorageResult<IReadOnlyList<StorageEntry>>> ListAsync();

    /// <summary>
    /// The length in bytes of the file that has a name now, or <see cref="StorageFault.Missing"/>; cheap beside a sync. An open file goes on
    /// without its name when it is deleted or moved, and this is how that is noticed.
    /// </summary>
    ValueTask<StorageResult<long>> LengthAsync(string name);

    /// <summary>Opens an empty file for reading and writing. One that exists under this name loses its content.</summary>
    ValueTask<StorageResult<IStorageFile>> CreateAsync(string name);

    /// <summary>Opens a file for reading and writing, or answers <see cref="StorageFault.Missing"/>.</summary>
    ValueTask<StorageResult<IStorageFile>> OpenAsync(string name);

    /// <summary>Deletes a file. One that does not exist is a success.</summary>
    ValueTask<StorageResult> DeleteAsync(string name);

    /// <summary>Renames a file in one step; one that has the new name already is replaced.</summary>
    ValueTask<StorageResult> RenameAsync(string name, string newName);

    /// <summary>Makes every creation, deletion and renaming in this folder durable.</summary>
    ValueTask<StorageResult> SyncFolderAsync();
}
