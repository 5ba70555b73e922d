using Holdfast.Pipeline.Storage;
using Holdfast.Standalone.Embedded.Engine;

namespace Holdfast.Standalone.Embedded.Journal;

/// <summary>
/// What makes a store durable: a log of everything it took, and a snapshot that lets the log be cut. Appends made under a bucket's gate, or
/// the catalog's, reach the disk in that order. Safe for concurrent callers.
/// </summary>
internal sealed class StoreJournal : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _compacting = new(1, 1);
    private readonly DirectoryLock _lock;
    private readonly SegmentedLog _log;
    private readonly EmbeddedStoreOptions _options;
    private readonly IStorage _storage;
    private Task _compaction = Task.CompletedTask;
    private long _snapshotBytes;

    private StoreJournal(DirectoryLock folderLock, IStorage storage, SegmentedLog log, EmbeddedStoreOptions options, long snapshotBytes)
    {
        _lock = folderLock;
        _storage = storage;
        _log = log;
        _options = options;
        _snapshotBytes = snapshotBytes;
    }

    public LogHealth Health => _log.Health;

    /// <summary>The bytes on the disk: log and snapshot.</summary>
    public long Bytes => _log.Bytes + Interlocked.Read(ref _snapshotBytes);

    /// <summary>Opens a folder, applies what it holds, and takes its lock.</summary>
    public static async Task<StorageResult<StoreJournal>> OpenAsync(
        string path, EmbeddedStoreOptions options, Catalog catalog, CancellationToken cancellationToken)
    {
        DirectoryLock? folderLock = DirectoryLock.TryAcquire(path, out var error);
        if (folderLock is null) return StorageResult.Failure<StoreJournal>(StorageFault.Failed, error);
        PhysicalStorage storage = new(path);
        JournalReplay replay = new(catalog);
        StorageResult<long> snapshot = await StoreSnapshot.ReadAsync(storage, replay, cancellationToken);
        StorageResult<SegmentedLog> log = snapshot.Succeeded
            ? await OpenLogAsync(storage, options, replay, cancellationToken)
            : StorageResult.Failure<SegmentedLog>(snapshot.Fault, snapshot.Message);
        if (log.Succeeded && replay.Unknown == 0)
        {
            if (replay.CorruptSnapshotBytes > 0) log.Value.CountFault($"{replay.CorruptSnapshotBytes} bytes of the snapshot are corrupt and were skipped.");
            return StorageResult.Of(new StoreJournal(folderLock, storage, log.Value, options, snapshot.Value));
        }

        // What a later version wrote must not be lost by a compaction that does not know it.
        if (log.Succeeded) await log.Value.DisposeAsync();
        folderLock.Dispose();
        return StorageResult.Failure<StoreJournal>(
            log.Succeeded ? StorageFault.Failed : log.Fault, log.Message ?? $"{path} holds {replay.Unknown} records that a later version wrote.");
    }

    /// <summary>
    /// Appends a record and completes when it is synced. The place in the log is taken before the method returns, so a caller that holds a
    /// gate may let it go before awaiting.
    /// </summary>
    public Task<LogAppendResult> AppendAsync(RecordWriter record) => _log.AppendAsync([record.ToFrame()], settled: null, CancellationToken.None);

    /// <summary>Starts a compaction if the log has grown past its limits and none is running.</summary>
    public void CompactWhenDue(Catalog catalog)
    {
        if (_log.Bytes <= Math.Max(_options.CompactAboveBytes, 2 * Interlocked.Read(ref _snapshotBytes))) return;
        if (!_compacting.Wait(0)) return;

        // The store's own background work starts here, at the edge: the writer that happened to cross the limit must not wait for it.
        _compaction = Task.Run(() => CompactAsync(catalog, _closing.Token), CancellationToken.None);
    }

    /// <summary>Writes a snapshot and deletes the segments that it covers. A failure leaves all as it was, to be tried again.</summary>
    public async Task<StorageResult> CompactNowAsync(Catalog catalog)
    {
        await _compacting.WaitAsync();
        return await CompactAsync(catalog, _closing.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _compaction;
        await _log.DisposeAsync();
        _lock.Dispose();
        _compacting.Dispose();
        _closing.Dispose();
    }

    private static Task<StorageResult<SegmentedLog>> OpenLogAsync(
        PhysicalStorage storage, EmbeddedStoreOptions options, JournalReplay replay, CancellationToken cancellationToken)
    {
        var boundary = replay.SnapshotBoundary ?? 1;
        SegmentedLogOptions limits = new() { MaxBytes = options.MaxJournalBytes };
        return SegmentedLog.OpenAsync(storage.Folder("log"), limits, boundary, Visit, cancellationToken);

        void Visit(long segment, ScanStep step)
        {
            // A crash between snapshot and deletion leaves segments behind that the snapshot covers.
            if (step.Sequence >= boundary) replay.Apply(step.Payload.Span);
        }
    }

    private async Task<StorageResult> CompactAsync(Catalog catalog, CancellationToken cancellationToken)
    {
        try
        {
            LogAppendResult rolled = await _log.RollAsync();
            if (rolled.Status != LogAppendStatus.Appended) return StorageResult.Failure(StorageFault.Failed, rolled.Message);

            // Whatever stands before the roll was applied in memory before it was appended, so the snapshot has it.
            StorageResult<long> written = await StoreSnapshot.WriteAsync(_storage, catalog, rolled.FirstSequence, cancellationToken);
            if (!written.Succeeded)
            {
                _log.CountFault(written.Message);
                return written.Outcome;
            }

            Interlocked.Exchange(ref _snapshotBytes, written.Value);
            IReadOnlyList<SegmentInfo> segments = _log.Segments();
            return await _log.DeleteAsync([.. segments.Where(segment => segment.First < rolled.FirstSequence).Select(segment => segment.First)]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return StorageResult.Failure(StorageFault.Failed, "The store is closing.");
        }
        finally
        {
            _compacting.Release();
        }
    }
}
