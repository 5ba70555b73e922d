using Holdfast.Pipeline.Storage;

namespace Holdfast.Functions.Durable.Documents;

/// <summary>A small file in memory; synced as a whole. One writer at a time.</summary>
/// <param name="content">What it begins with.</param>
/// <param name="sync">Makes the whole content durable; null for a file that is renamed when it is whole.</param>
internal sealed class EntityFile(byte[] content, Func<ReadOnlyMemory<byte>, Task<StorageResult>>? sync) : IStorageFile
{
    private byte[] _content = content;

    /// <summary>What it holds.</summary>
    public ReadOnlyMemory<byte> Content => _content;

    public ValueTask<StorageResult<int>> ReadAsync(long offset, Memory<byte> buffer)
    {
        var from = (int)Math.Min(offset, _content.Length);
        var count = Math.Min(buffer.Length, _content.Length - from);
        _content.AsSpan(from, count).CopyTo(buffer.Span);
        return ValueTask.FromResult(StorageResult.Of(count));
    }

    public ValueTask<StorageResult> WriteAsync(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        if (offset > _content.Length)
            return ValueTask.FromResult(StorageResult.Failure(StorageFault.Missing, $"ends before {offset}"));
        var end = offset + parts.Sum(static part => (long)part.Length);
        if (end > EntityStorage.MaximumBytes)
            return ValueTask.FromResult(StorageResult.Failure(StorageFault.Failed, $"longer than {EntityStorage.MaximumBytes} bytes"));
        if (end > _content.Length)
            Array.Resize(ref _content, (int)end);
        var at = (int)offset;
        foreach (var part in parts)
        {
            part.Span.CopyTo(_content.AsSpan(at));
            at += part.Length;
        }

        return ValueTask.FromResult(StorageResult.Success);
    }

    public async ValueTask<StorageResult> SyncAsync() => sync is null ? StorageResult.Success : await sync(_content);

    public ValueTask<StorageResult> TruncateAsync(long length)
    {
        Array.Resize(ref _content, (int)Math.Min(length, EntityStorage.MaximumBytes));
        return ValueTask.FromResult(StorageResult.Success);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
