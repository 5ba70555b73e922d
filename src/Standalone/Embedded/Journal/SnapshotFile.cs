using Holdfast.Pipeline.Storage;

namespace Holdfast.Standalone.Embedded.Journal;

/// <summary>Writes records, framed as in the log, to a file in pieces of some size. Owns the file. Not thread-safe.</summary>
internal sealed class SnapshotFile : IAsyncDisposable
{
    private readonly IStorageFile _file;
    private readonly int _pieceBytes;
    private readonly List<LogFrame> _frames = [];
    private int _waiting;
    private long _sequence;

    public SnapshotFile(IStorageFile file, int pieceBytes)
    {
        _file = file;
        _pieceBytes = pieceBytes;
    }

    /// <summary>The bytes written, those that wait included.</summary>
    public long Length { get; private set; }

    public async ValueTask<StorageResult> AddAsync(RecordWriter record)
    {
        LogFrame frame = record.ToFrame();
        frame.Seal();
        frame.Stamp(++_sequence);
        _frames.Add(frame);
        _waiting += frame.RecordBytes;
        Length += frame.RecordBytes;
        return _waiting < _pieceBytes ? StorageResult.Success : await FlushAsync();
    }

    /// <summary>Writes what waits and syncs the file.</summary>
    public async ValueTask<StorageResult> FinishAsync()
    {
        StorageResult written = await FlushAsync();
        return written.Succeeded ? await _file.SyncAsync() : written;
    }

    public ValueTask DisposeAsync()
    {
        Return();
        return _file.DisposeAsync();
    }

    private async ValueTask<StorageResult> FlushAsync()
    {
        List<ReadOnlyMemory<byte>> parts = [.. _frames.Select(static frame => frame.Record)];
        StorageResult written = parts.Count == 0 ? StorageResult.Success : await _file.WriteAsync(Length - _waiting, parts);
        Return();
        return written;
    }

    private void Return()
    {
        foreach (LogFrame frame in _frames) frame.Return();
        _frames.Clear();
        _waiting = 0;
    }
}
