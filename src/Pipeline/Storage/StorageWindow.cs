using System.Buffers;

namespace Holdfast.Pipeline.Storage;

/// <summary>A sliding window over a file, for reading forward with short looks ahead.</summary>
internal sealed class StorageWindow(IStorageFile file, long end) : IDisposable
{
    /// <summary>How much is read at once.</summary>
    public const int Bytes = 256 * 1024;

    /// <summary>
    /// An error is often gone at the next try (a path that failed over, a drive that retried); more than this is a damage.
    /// </summary>
    public const int Attempts = 5;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Bytes);
    private long _start;
    private int _count;

    /// <summary>
    /// At least <paramref name="count"/> bytes from <paramref name="offset"/> on, and what else the window holds behind them; valid until
    /// the next call. Offsets must not fall. The range must lie before the end. A file that has become shorter than that is
    /// <see cref="StorageFault.Missing"/>.
    /// </summary>
    public async ValueTask<StorageResult<ReadOnlyMemory<byte>>> PeekAsync(long offset, int count)
    {
        if (_start + _count < offset + count)
        {
            var filled = await FillAsync(offset, count);
            if (!filled.Succeeded) return StorageResult.Failure<ReadOnlyMemory<byte>>(filled.Fault, filled.Message);
        }

        var at = (int)(offset - _start);
        return StorageResult.Of<ReadOnlyMemory<byte>>(_buffer.AsMemory(at, _count - at));
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<StorageResult> FillAsync(long offset, int count)
    {
        var kept = (int)Math.Max(0, _start + _count - offset);
        MoveTo(offset, kept, (int)Math.Min(Math.Max(count, Bytes), end - offset));
        var attempt = 1;
        while (_count < count)
        {
            var most = (int)Math.Min(_buffer.Length, end - offset);
            var read = await file.ReadAsync(offset + _count, _buffer.AsMemory(_count, most - _count));
            if (read.Succeeded && read.Value > 0)
            {
                _count += read.Value;
                continue;
            }

            if (attempt++ < Attempts) continue;
            return read.Succeeded
                ? StorageResult.Failure(StorageFault.Missing, $"The file ends at {offset + _count}, before {end}.")
                : StorageResult.Failure(StorageFault.Failed, read.Message);
        }

        return StorageResult.Success;
    }

    private void MoveTo(long offset, int kept, int capacity)
    {
        var from = _count - kept;
        if (_buffer.Length >= capacity)
        {
            _buffer.AsSpan(from, kept).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(capacity);
            _buffer.AsSpan(from, kept).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _start = offset;
        _count = kept;
    }
}
