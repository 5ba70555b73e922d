using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Tests.Storage;

/// <summary>An open file of a <see cref="MemoryStorage"/>.</summary>
public sealed class MemoryFile(MemoryDisk disk, MemoryNode node, string name) : IStorageFile
{
    private bool _closed;

    public async ValueTask<StorageResult<int>> ReadAsync(long offset, Memory<byte> buffer)
    {
        if (disk.Faults.Yields) await Task.Yield();
        if (disk.Faults.ReadGate is { } gate) await gate;
        lock (disk.Gate)
        {
            if (Step(MemoryStep.Read) is { Succeeded: false } failure) return StorageResult.Failure<int>(failure.Fault, failure.Message);
            var count = (int)Math.Clamp(node.Live.Length - offset, 0, buffer.Length);
            node.Live.AsSpan((int)Math.Min(offset, node.Live.Length), count).CopyTo(buffer.Span);
            return StorageResult.Of(count);
        }
    }

    public async ValueTask<StorageResult> WriteAsync(long offset, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        if (disk.Faults.Yields) await Task.Yield();
        var bytes = parts.SelectMany(part => part.ToArray()).ToArray();
        lock (disk.Gate)
        {
            StorageResult outcome;
            try
            {
                outcome = Step(MemoryStep.Write);
            }
            catch (DeadProcessException)
            {
                WriteSome(offset, bytes);
                throw;
            }

            if (outcome.Succeeded && offset > node.Live.Length)
                return StorageResult.Failure(StorageFault.Missing, $"{name} ends before {offset}.");
            if (!outcome.Succeeded)
            {
                WriteSome(offset, bytes);
                return outcome;
            }

            var room = Math.Min(disk.Faults.Capacity - disk.Bytes, int.MaxValue) + Math.Max(0, node.Live.Length - offset);
            if (bytes.Length > room)
            {
                if (room > 0) node.Write(offset, bytes[..(int)room]);
                return StorageResult.Failure(StorageFault.Full, "The disk is full.");
            }

            node.Write(offset, bytes);
            return StorageResult.Success;
        }
    }

    public async ValueTask<StorageResult> SyncAsync()
    {
        if (disk.Faults.Yields) await Task.Yield();
        if (disk.Faults.SyncGate is { } gate) await gate;
        lock (disk.Gate)
        {
            var outcome = Step(MemoryStep.SyncFile);
            if (outcome.Succeeded) node.Sync();
            else node.FailSync(disk.Random);
            return outcome;
        }
    }

    public async ValueTask<StorageResult> TruncateAsync(long length)
    {
        if (disk.Faults.Yields) await Task.Yield();
        lock (disk.Gate)
        {
            var outcome = Step(MemoryStep.Truncate);
            if (outcome.Succeeded) node.Truncate(length);
            return outcome;
        }
    }

    public ValueTask DisposeAsync()
    {
        _closed = true;
        return ValueTask.CompletedTask;
    }

    private StorageResult Step(MemoryStep step)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var fault = disk.Step_NeedsLock(step, name);
        return fault == StorageFault.None ? StorageResult.Success : StorageResult.Failure(fault, $"{step} of {name} failed as told.");
    }

    private void WriteSome(long offset, byte[] bytes)
    {
        var some = disk.Random.Next(bytes.Length + 1);
        if (some > 0) node.Write(offset, bytes[..some]);
    }
}
