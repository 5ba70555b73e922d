using System.Collections.Concurrent;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Functions.Durable.Documents;

/// <summary>
/// A folder of small files that all instances share, each a <see cref="DocumentEntity"/>. For files that are read and replaced whole
/// (<see cref="StorageExtensions"/>); it cannot list. A file that is being written is in this instance's memory until it is synced, or, under
/// the ending of temporary files, renamed: a crash before leaves the old one. Of two instances that write one file at once, the later wins.
/// </summary>
/// <param name="entities">Calls the entities.</param>
/// <param name="time">The clock.</param>
/// <param name="path">The folder's path, empty or with a slash at its end.</param>
public sealed class EntityStorage(EntityCalls entities, TimeProvider time, string path = "") : IStorage
{
    /// <summary>The most bytes of one file; an entity's state is read and written as a whole.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    /// <summary>How long a change may take to be seen; then it is a fault, though it may be made all the same.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, EntityFile> _temporary = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IStorage Folder(string name) => new EntityStorage(entities, time, $"{path}{name}/");

    /// <inheritdoc/>
    public ValueTask<StorageResult<IReadOnlyList<StorageEntry>>> ListAsync() =>
        ValueTask.FromResult(StorageResult.Failure<IReadOnlyList<StorageEntry>>(StorageFault.Failed, $"{path}: shared documents cannot be listed"));

    /// <inheritdoc/>
    public async ValueTask<StorageResult<long>> LengthAsync(string name)
    {
        var read = await ReadAsync(name);
        return read.Succeeded ? StorageResult.Of<long>(read.Value.Length) : StorageResult.Failure<long>(read.Fault, read.Message);
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult<IStorageFile>> CreateAsync(string name)
    {
        var isTemporary = name.EndsWith(StorageExtensions.TemporarySuffix, StringComparison.Ordinal);
        var file = new EntityFile([], isTemporary ? null : content => ReplaceAsync(name, content));
        if (isTemporary)
            _temporary[name] = file;
        return ValueTask.FromResult(StorageResult.Of<IStorageFile>(file));
    }

    /// <inheritdoc/>
    public async ValueTask<StorageResult<IStorageFile>> OpenAsync(string name)
    {
        var read = await ReadAsync(name);
        return read.Succeeded
            ? StorageResult.Of<IStorageFile>(new EntityFile(read.Value, content => ReplaceAsync(name, content)))
            : StorageResult.Failure<IStorageFile>(read.Fault, read.Message);
    }

    /// <inheritdoc/>
    public async ValueTask<StorageResult> DeleteAsync(string name)
    {
        if (_temporary.TryRemove(name, out _))
            return StorageResult.Success;
        var read = await ReadAsync(name);
        return read.Fault is StorageFault.Missing ? StorageResult.Success : await ReplaceAsync(name, null);
    }

    /// <inheritdoc/>
    public async ValueTask<StorageResult> RenameAsync(string name, string newName)
    {
        if (_temporary.TryGetValue(name, out var file))
        {
            var written = await ReplaceAsync(newName, file.Content);
            if (written.Succeeded)
                _temporary.TryRemove(name, out _);
            return written;
        }

        // Not in one step, as two entities are not changed in one; first there, then here, so that nothing is gone meanwhile.
        var read = await ReadAsync(name);
        if (!read.Succeeded)
            return read.Outcome;
        var copied = await ReplaceAsync(newName, read.Value);
        return copied.Succeeded ? await ReplaceAsync(name, null) : copied;
    }

    /// <inheritdoc/>
    public ValueTask<StorageResult> SyncFolderAsync() => ValueTask.FromResult(StorageResult.Success);

    private async Task<StorageResult<byte[]>> ReadAsync(string name)
    {
        var read = await entities.ReadAsync<Document>(DurableNames.DocumentOf(path + name), CancellationToken.None);
        if (!read.Succeeded)
            return StorageResult.Failure<byte[]>(StorageFault.Failed, $"{path}{name}: {read.Message}");
        return read.Value is { Content: { } content }
            ? StorageResult.Of(content.ToArray())
            : StorageResult.Failure<byte[]>(StorageFault.Missing, $"{path}{name} does not exist");
    }

    /// <summary>Replaces the content, and waits until that is seen.</summary>
    private async Task<StorageResult> ReplaceAsync(string name, ReadOnlyMemory<byte>? content)
    {
        if (content is { Length: > MaximumBytes })
            return StorageResult.Failure(StorageFault.Failed, $"{path}{name} is longer than {MaximumBytes} bytes");
        var change = new DocumentChange(content, Guid.NewGuid().ToString("n"));
        var entity = DurableNames.DocumentOf(path + name);
        var sent = await entities.SignalAsync(entity, DocumentEntity.Replace, change, CancellationToken.None);
        if (!sent.Succeeded)
            return StorageResult.Failure(StorageFault.Failed, $"{path}{name}: {sent.Message}");
        var from = time.GetTimestamp();
        for (var pause = ShortestPoll; time.GetElapsedTime(from) < Patience; pause = pause < LongestPoll ? pause * 2 : LongestPoll)
        {
            var read = await entities.ReadAsync<Document>(entity, CancellationToken.None);
            if (read is { Succeeded: true, Value.Stamps: { IsDefault: false } stamps } && stamps.Contains(change.Stamp, StringComparer.Ordinal))
                return StorageResult.Success;
            await Task.Delay(pause, time);
        }

        return StorageResult.Failure(StorageFault.Failed, $"{path}{name} was not seen to change within {Patience}");
    }
}
