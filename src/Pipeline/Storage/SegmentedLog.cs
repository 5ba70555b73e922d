namespace Holdfast.Pipeline.Storage;

/// <summary>
/// An append-only log in segments. Appends that wait together are committed together: one write and one sync for all of them, by whichever
/// appender found the log idle; there is no thread of its own. Sequences rise by one per record, start at 1, and are never used again, not
/// even when all segments but the newest are deleted. Safe for concurrent callers.
/// </summary>
internal sealed partial class SegmentedLog : IAsyncDisposable
{
    private readonly IStorage _storage;
    private readonly SegmentedLogOptions _options;
    private readonly CorruptShelf _shelf;
    private readonly LogHealthCounter _health;
    private readonly SegmentWriter _writer;
    private readonly AsyncGate _shelfGate = new();

    private readonly AppendQueue _queue;
    private readonly Lock _lock = new();
    private readonly List<Segment> _segments;
    private readonly HashSet<(long Segment, long Offset)> _gaps;
    private long _bytes;
    private long _last;
    private long _syncs;

    private SegmentedLog(IStorage storage, SegmentedLogOptions options, CorruptShelf shelf, LogRecovery recovery, long next)
    {
        _storage = storage;
        _options = options;
        _shelf = shelf;
        _health = recovery.Health;
        _writer = new SegmentWriter(storage, _health);
        _segments = recovery.Segments;
        _gaps = recovery.Gaps;
        _bytes = _segments.Sum(segment => segment.FileBytes);
        _last = next - 1;
        _queue = new AppendQueue(options, next);
        if (recovery.ActiveFile is not null) _writer.Continue(_segments[^1], recovery.ActiveFile);
    }

    /// <summary>The highest sequence that is on the disk, or was before its segment was deleted.</summary>
    public long LastSequence { get { lock (_lock) return _last; } }

    /// <summary>What all segments take on the disk.</summary>
    public long Bytes { get { lock (_lock) return _bytes; } }

    /// <summary>How many groups have been synced.</summary>
    public long Syncs { get { lock (_lock) return _syncs; } }

    public LogHealth Health => _health.Snapshot;

    /// <summary>
    /// Opens the log and lets <paramref name="visit"/> see every valid record in order, with the first sequence of its segment. Damage
    /// never makes it fail. The next sequence is at least <paramref name="minimumNext"/>, for a caller that remembers sequences of its own.
    /// </summary>
    public static async Task<StorageResult<SegmentedLog>> OpenAsync(
        IStorage storage, SegmentedLogOptions options, long minimumNext, Action<long, ScanStep> visit, CancellationToken cancellationToken)
    {
        var shelf = await CorruptShelf.OpenAsync(storage, options.MaxAsideBytes);
        if (!shelf.Succeeded) return StorageResult.Failure<SegmentedLog>(shelf.Fault, shelf.Message);

        var recovery = new LogRecovery(storage, options, shelf.Value, visit);
        var recovered = await recovery.RunAsync(cancellationToken);
        if (!recovered.Succeeded) return StorageResult.Failure<SegmentedLog>(recovered.Fault, recovered.Message);

        var next = Math.Max(recovery.Next, minimumNext);
        var log = new SegmentedLog(storage, options, shelf.Value, recovery, next);
        if (next > recovery.Next) await log._writer.AbandonAsync();

        // The newest segment's header is what remembers the next sequence. Should this fail, the first append tries again.
        if (log._writer.Active is null) await log.BeginSegmentAsync(next);
        return StorageResult.Of(log);
    }

    /// <summary>A scanner over a part of a segment.</summary>
    public static SegmentScanner Scan(IStorageFile file, Segment segment, long start, long end, long below) =>
        new(file, start, end, segment.First - 1, Math.Min(below, segment.First + SegmentFormat.MaxSequences));

    /// <summary>
    /// Appends all frames or none, and completes when they are synced. The log owns the frames from here on, whatever the outcome. A
    /// cancelled wait does not undo the append. <paramref name="settled"/> is called exactly once whatever happens: with the place of the
    /// records, under the log's lock and before any reader or the appender can know of them; or with null.
    /// </summary>
    public async Task<LogAppendResult> AppendAsync(LogFrame[] frames, Action<LogCommit?>? settled, CancellationToken cancellationToken)
    {
        for (var i = 0; i < frames.Length; i++) frames[i].Seal();
        var append = new PendingAppend(frames, frames.Sum(frame => (long)frame.RecordBytes), settled);
        var refusal = Enqueue(append);
        if (refusal is not null)
        {
            append.Return();
            settled?.Invoke(null);
            return refusal.Value;
        }

        var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingAppend)state!).Waiter.TrySetCanceled(token), append);
        try
        {
            return await append.Waiter.Task;
        }
        finally
        {
            registration.Unregister();
        }
    }

    /// <summary>Begins a new segment, so that the present one can be deleted. A success if the present one is empty.</summary>
    public async Task<LogAppendResult> RollAsync()
    {
        var roll = new PendingAppend([], 0, null);
        return Enqueue(roll) ?? await roll.Waiter.Task;
    }

    /// <summary>The segments in order, as of now.</summary>
    public IReadOnlyList<SegmentInfo> Segments()
    {
        lock (_lock) return [.. _segments.Select(segment => new SegmentInfo(segment.First, segment.End, segment == _segments[^1]))];
    }

    /// <summary>
    /// Opens a segment for reading from the offset of a record on (or from its beginning, for 0), up to what is synced now.
    /// </summary>
    public async ValueTask<StorageResult<SegmentReader>> OpenReaderAsync(long segment, long offset)
    {
        Segment? found;
        long end;
        var below = long.MaxValue;
        lock (_lock)
        {
            var at = _segments.FindIndex(candidate => candidate.First == segment);
            found = at < 0 ? null : _segments[at];
            end = found?.End ?? 0;
            if (at >= 0 && at + 1 < _segments.Count) below = _segments[at + 1].First;
        }

        if (found is null) return StorageResult.Failure<SegmentReader>(StorageFault.Missing, $"Segment {segment} has been deleted.");
        var opened = await _storage.OpenAsync(found.Name);
        if (opened.Fault == StorageFault.Missing)
        {
            // The newest may be out of its folder and still in hand. Until that is known, nothing in it may be taken for lost.
            var here = await CheckAsync();
            if (!here.Succeeded && IsNewest(found)) return StorageResult.Failure<SegmentReader>(StorageFault.Failed, here.Message);
            opened = await _storage.OpenAsync(found.Name);
        }

        if (!opened.Succeeded)
        {
            if (opened.Fault != StorageFault.Missing) CountFault(opened.Message);
            return StorageResult.Failure<SegmentReader>(opened.Fault, opened.Message);
        }

        var scanner = Scan(opened.Value, found, Math.Max(offset, SegmentFormat.HeaderBytes), end, below);
        return StorageResult.Of(new SegmentReader(this, found, opened.Value, scanner));
    }

    /// <summary>
    /// Deletes segments, never the newest. One that could not be read whole is renamed to <c>….unreadable</c> instead. Each deletion is
    /// durable before the next, so that a crash never brings an earlier segment back without a later one. What fails is counted, stays, and
    /// may be tried again.
    /// </summary>
    public async ValueTask<StorageResult> DeleteAsync(IReadOnlyList<long> firsts)
    {
        foreach (var first in firsts)
        {
            Segment? segment;
            lock (_lock)
            {
                segment = _segments.SkipLast(1).FirstOrDefault(candidate => candidate.First == first);
                if (segment is not null) segment.Deleting = true;
            }

            if (segment is null) continue;

            var deleted = segment.Unreadable
                ? await _storage.RenameAsync(segment.Name, segment.Name + ".unreadable")
                : await _storage.DeleteAsync(segment.Name);
            if (deleted.Succeeded || deleted.Fault == StorageFault.Missing)
            {
                lock (_lock)
                {
                    if (_segments.Remove(segment)) _bytes -= segment.FileBytes;
                }

                deleted = await _storage.SyncFolderAsync();
            }

            if (deleted.Succeeded) continue;
            lock (_lock) segment.Deleting = false;
            CountFault(deleted.Message);
            return deleted;
        }

        return StorageResult.Success;
    }

    /// <summary>Waits for what is being written, looks after the newest segment once more, and closes the files. Later appends fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.CloseAsync();
        await _writer.DisposeAsync();
    }

    public void CountFault(string? message) => _health.Fault(message);

    /// <summary>Keeps a corrupt stretch that a reader came upon, and counts it once.</summary>
    public async ValueTask SetAsideAsync(IStorageFile file, long segment, long offset, long length)
    {
        const int remembered = 4096;
        lock (_lock)
        {
            if (_gaps.Count < remembered && !_gaps.Add((segment, offset))) return;
        }

        _health.Corrupt(length);
        await _shelfGate.EnterAsync();
        try
        {
            var kept = await _shelf.KeepAsync(file, segment, offset, length);
            if (!kept.Succeeded) CountFault(kept.Message);
        }
        finally
        {
            _shelfGate.Leave();
        }
    }

    /// <summary>Takes an append in, and starts the flusher on the caller's stack if it is not running. Null if taken.</summary>
    private LogAppendResult? Enqueue(PendingAppend append)
    {
        var refusal = _queue.Enqueue(append, () => Bytes, out var mustFlush);
        if (mustFlush) _ = FlushAsync();
        return refusal;
    }

    /// <summary>Commits group after group while there are any. The queue sees to it that one runs at a time.</summary>
    private async Task FlushAsync()
    {
        var group = new List<PendingAppend>();
        var parts = new List<ReadOnlyMemory<byte>>();
        while (TryTakeGroup(group, parts))
        {
            try
            {
                Complete(group, await CommitAsync(group, parts));
            }
            catch (Exception error)
            {
                // A bug, or a machine that is going down: whoever waits must hear of it, and the segment is in an unknown state.
                Fail(group, error);
                await _writer.AbandonAsync();
            }
        }
    }

    private bool TryTakeGroup(List<PendingAppend> group, List<ReadOnlyMemory<byte>> parts)
    {
        group.Clear();
        parts.Clear();
        if (!_queue.TryTake(group, FitsBehind)) return false;
        foreach (var append in group)
        {
            for (var i = 0; i < append.Frames.Length; i++)
            {
                append.Frames[i].Stamp(append.FirstSequence + i);
                parts.Add(append.Frames[i].Record);
            }
        }

        return true;
    }

    /// <summary>Whether an append goes into the segment into which those before it in the group will go.</summary>
    private bool FitsBehind(long before, long bytes)
    {
        var active = _writer.Active;
        var start = active is null || MustRoll(active, before) ? SegmentFormat.HeaderBytes : active.End;
        return start + before + bytes <= _options.SegmentBytes;
    }

    /// <summary>Whether so many bytes need a new segment. An empty one is never left for another.</summary>
    private bool MustRoll(Segment active, long bytes) =>
        active.End > SegmentFormat.HeaderBytes && active.End + bytes > _options.SegmentBytes;

    private async ValueTask<StorageResult> CommitAsync(List<PendingAppend> group, List<ReadOnlyMemory<byte>> parts)
    {
        if (group[0].IsCheck) return await CheckFilesAsync();

        var active = _writer.Active;
        var roll = active is null || _writer.MustClose || (group[0].IsOrder
            ? active.End > SegmentFormat.HeaderBytes
            : MustRoll(active, group.Sum(append => append.Bytes)));
        if (roll)
        {
            var begun = await BeginSegmentAsync(group[0].FirstSequence);
            if (!begun.Succeeded) return begun;
        }

        if (group[0].IsOrder) return StorageResult.Success;
        var appended = await _writer.AppendAsync(parts);
        if (!appended.Succeeded) CountFault(appended.Message);
        return appended;
    }

    private async ValueTask<StorageResult> BeginSegmentAsync(long first)
    {
        var begun = await _writer.RollAsync(first);
        if (!begun.Succeeded)
        {
            CountFault(begun.Message);
            return begun.Outcome;
        }

        lock (_lock)
        {
            // A leftover of the same name has just been emptied.
            _bytes += begun.Value.FileBytes - _segments.Where(segment => segment.First == first).Sum(segment => segment.FileBytes);
            _segments.RemoveAll(segment => segment.First == first);
            _segments.Add(begun.Value);
        }

        return StorageResult.Success;
    }

    private void Complete(List<PendingAppend> group, StorageResult outcome)
    {
        lock (_lock)
        {
            foreach (var append in group)
            {
                if (!outcome.Succeeded) append.Settled?.Invoke(null);
                else if (!append.IsOrder) Publish_NeedsLock(append);
            }

            if (outcome.Succeeded && !group[0].IsOrder) _syncs++;
        }

        _queue.Settle(group);
        var status = outcome.Fault switch
        {
            StorageFault.None => LogAppendStatus.Appended,
            StorageFault.Full => LogAppendStatus.Full,
            _ => LogAppendStatus.Failed,
        };
        foreach (var append in group)
        {
            append.Return();
            append.Waiter.TrySetResult(new LogAppendResult(status, outcome.Succeeded ? append.FirstSequence : 0, outcome.Message));
        }
    }

    private void Publish_NeedsLock(PendingAppend append)
    {
        var segment = _writer.Active!;
        append.Settled?.Invoke(new LogCommit(segment.First, segment.End, append.FirstSequence));
        segment.End += append.Bytes;
        segment.FileBytes = segment.End;
        _bytes += append.Bytes;
        _last = append.FirstSequence + append.Frames.Length - 1;
    }

    private void Fail(List<PendingAppend> group, Exception error)
    {
        foreach (var append in group) append.Waiter.TrySetException(error);
        _queue.Settle(group);
        lock (_lock)
        {
            foreach (var append in group) append.Settled?.Invoke(null);
        }
    }
}
