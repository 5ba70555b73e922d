using System.Collections.Concurrent;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// The deferred log in files, in the folder <c>deferred</c> of the data folder. Whoever opens it must hold the data folder's
/// <see cref="DirectoryLock"/>. Memory follows the number of segments and lanes, not of batches.
/// </summary>
public sealed class FileDeferredLog : IDeferredLog, IAsyncDisposable
{
    /// <summary>The folder, inside the data folder.</summary>
    public const string FolderName = "deferred";

    /// <summary>How many bytes of lines are read at once when batches are put away for their age.</summary>
    private const int ExpiryBytes = 1024 * 1024;

    private readonly IStorage _storage;
    private readonly TimeProvider _time;
    private readonly TimeSpan _maxAge;
    private readonly long _maxBytes;
    private readonly long _segmentBytes;
    private readonly OwedIndex _index;
    private readonly SegmentedLog _log;
    private readonly OwedReader _reader;
    private readonly AsyncGate _cursors = new();
    private readonly ConcurrentDictionary<OwedLane, OwedPlace> _places = new();
    private long _lost;

    private FileDeferredLog(IStorage storage, DataOptions options, TimeProvider time, OwedIndex index, SegmentedLog log)
    {
        _storage = storage;
        _time = time;
        _maxAge = options.MaxAge;
        _maxBytes = options.MaxBytes;
        _segmentBytes = SegmentBytes(options);
        _index = index;
        _log = log;
        _reader = new OwedReader(log, index);
    }

    /// <inheritdoc/>
    public IReadOnlyList<OwedLane> Lanes => _index.Lanes;

    /// <inheritdoc/>
    public IReadOnlyList<string> Stores => [.. StoreLanes.Select(static lane => lane.Store).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public long NextSequence => _log.LastSequence + 1;

    /// <inheritdoc/>
    public double Share => DeferredUsage.ShareOf(_log.Bytes, _maxBytes);

    /// <inheritdoc/>
    public DeferredUsage Usage
    {
        get
        {
            var oldest = StoreLanes.Select(lane => Owed(lane).Oldest).Min();
            var age = oldest is null ? TimeSpan.Zero : _time.GetUtcNow() - oldest.Value;
            return new DeferredUsage(
                _log.Bytes, _maxBytes, age < TimeSpan.Zero ? TimeSpan.Zero : age, Interlocked.Read(ref _lost), _log.Health);
        }
    }

    /// <summary>How many groups of appends have been synced since the opening; every one of them is one fdatasync.</summary>
    public long Syncs => _log.Syncs;

    private IEnumerable<OwedLane> StoreLanes => Lanes.Where(static lane => !lane.IsUnstored);

    /// <summary>
    /// Opens the log in <paramref name="storage"/>'s folder <c>deferred</c>, reading all of it once to count what is owed. Damage is
    /// skipped, kept aside and counted in <see cref="Usage"/>, and never hinders the opening; only a folder or a cursor file that the disk
    /// cannot read does.
    /// </summary>
    public static async Task<StorageResult<FileDeferredLog>> OpenAsync(
        IStorage storage, DataOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);

        var folder = storage.Folder(FolderName);
        var cursors = await CursorFile.LoadAsync(folder);
        if (!cursors.Succeeded) return StorageResult.Failure<FileDeferredLog>(cursors.Fault, cursors.Message);

        var table = cursors.Value;
        var index = new OwedIndex(table);
        var names = new NameCache();
        long strange = 0;
        var opened = await SegmentedLog.OpenAsync(
            folder,
            new SegmentedLogOptions { MaxBytes = options.MaxBytes, SegmentBytes = SegmentBytes(options) },
            table.Highest + 1,
            (segment, step) =>
            {
                if (DeferredRecord.TryReadHeader(step.Payload.Span, names, out var header)) index.Add(segment, step.Sequence, header);
                else strange++;
            },
            cancellationToken);
        if (!opened.Succeeded) return StorageResult.Failure<FileDeferredLog>(opened.Fault, opened.Message);

        if (table.Damaged) opened.Value.CountFault("The cursors were damaged: everything in the deferred log is owed again.");
        if (strange > 0) opened.Value.CountFault($"{strange} records of the deferred log are of another version and were skipped.");
        var log = new FileDeferredLog(folder, options, time, index, opened.Value);
        await log.ReclaimAsync();
        return StorageResult.Of(log);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A name is longer than 65,535 bytes.</exception>
    public async Task<AppendResult> AppendAsync(IReadOnlyList<OwedBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        if (batches.Count == 0) return new AppendResult(AppendStatus.Appended, 0, null);

        var now = _time.GetUtcNow().UtcTicks;
        var frames = new LogFrame[batches.Count];
        var headers = new DeferredHeader[batches.Count];
        for (var i = 0; i < batches.Count; i++)
        {
            var batch = batches[i];
            frames[i] = DeferredRecord.Encode(batch, now);
            headers[i] = new DeferredHeader(
                batch.Store, batch.Bucket, batch.StoredElsewhere, batch.Points, batch.Lines.Length, batch.MinTime, batch.MaxTime, now);
        }

        var result = await _log.AppendAsync(frames, commit => Index(commit, headers), cancellationToken);
        return result.Status switch
        {
            LogAppendStatus.Appended => new AppendResult(AppendStatus.Appended, result.FirstSequence, null),
            LogAppendStatus.Full or LogAppendStatus.Busy => new AppendResult(AppendStatus.Full, 0, result.Message),
            _ => new AppendResult(AppendStatus.Failed, 0, result.Message),
        };
    }

    /// <inheritdoc/>
    public async Task<OwedRead> ReadAsync(OwedLane lane, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var place = PlaceOf(lane);

            // Taken before the reading, and published together with the records: what is missing from the reading up to here is lost. And
            // the reading ends here, since it looks at each segment once: what came into one of them later would be passed over for the next.
            var last = _index.LastSequence(lane);
            var scan = await _reader.ReadAsync(lane, place, last, maxBytes, cancellationToken);
            var done = scan.Done;
            if (scan.Marks.Count > 0) _places[lane] = place with { Marks = scan.Marks };
            if (done == 0 && scan.Marks.Count > 0) return new OwedRead(scan.Batches, null);
            if (done == 0 && (scan.Fault is not null || last <= place.Cursor)) return new OwedRead([], scan.Fault);

            // Either delivered by now to another of the stores that were owed it; or owed, and no longer readable: kept aside and counted.
            // Passed over so that what is behind still arrives.
            var passed = await MoveAsync(lane, done > 0 ? done : last, unreadable: done == 0);
            if (!passed.Succeeded) return new OwedRead([], passed.Fault);
        }
    }

    /// <summary>Nothing: one process has the log.</summary>
    public Task ReleaseAsync(OwedLane lane) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<AdvanceResult> AdvanceAsync(OwedLane lane, long throughSequence, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(throughSequence, _log.LastSequence);
        cancellationToken.ThrowIfCancellationRequested();
        return MoveAsync(lane, throughSequence, unreadable: false);
    }

    /// <summary>
    /// Hands every batch that has been owed for <see cref="DataOptions.MaxAge"/> or longer to <paramref name="quarantine"/>, in order and
    /// lane by lane, and takes it off the log only once that has answered true: after a crash in between it is handed over again. A batch
    /// counts as at least as old as any behind it, so that one which was appended while the clock was ahead does not hold up the others.
    /// </summary>
    public async Task<ExpiryResult> ExpireAsync(
        DateTimeOffset now, Func<IReadOnlyList<LoggedBatch>, CancellationToken, Task<bool>> quarantine, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(quarantine);
        long expired = 0;
        string? fault = null;
        foreach (var lane in StoreLanes)
        {
            while (Owed(lane).Oldest is { } oldest && now - oldest >= _maxAge)
            {
                var read = await ReadAsync(lane, ExpiryBytes, cancellationToken);
                fault ??= read.Fault;
                var old = read.Batches.Take(CountExpired(read.Batches, now)).ToArray();
                if (old.Length == 0) break;

                if (!await quarantine(old, cancellationToken))
                    return new ExpiryResult(expired, "The dead letters did not take the expired batches.");
                var moved = await MoveAsync(lane, old[^1].Sequence, unreadable: false);
                if (!moved.Succeeded) return new ExpiryResult(expired, moved.Fault);
                expired += old.Length;
            }
        }

        return new ExpiryResult(expired, fault);
    }

    /// <summary>
    /// Looks whether all files are where they belong: brings back the one that is open for appending, and counts those that cannot be brought
    /// back in <see cref="Usage"/>. Every append looks after the open one by itself; this is for the time in between.
    /// </summary>
    public Task<StorageResult> CheckAsync() => _log.CheckAsync();

    /// <inheritdoc/>
    public OwedSummary Owed(OwedLane lane) => _index.Summary(lane);

    /// <inheritdoc/>
    public OwedSummary Owed(string store) => StoreLanes
        .Where(lane => string.Equals(lane.Store, store, StringComparison.Ordinal))
        .Aggregate(default(OwedSummary), (sum, lane) => sum.And(_index.Summary(lane)));

    /// <inheritdoc/>
    public bool Overlaps(OwedLane lane, long minTime, long maxTime) => _index.Overlaps(lane, minTime, maxTime);

    /// <summary>Waits for the appends that are under way, and closes the files. Later appends fail.</summary>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    /// <summary>Small against the limit, since space comes back by the segment; not so small that their number matters.</summary>
    private static long SegmentBytes(DataOptions options) =>
        Math.Max(Math.Min(options.SegmentBytes, options.MaxBytes / 4), options.MaxBytes / 1024);

    /// <summary>How many of these have expired: all up to the last one whose own time says so.</summary>
    private int CountExpired(IReadOnlyList<LoggedBatch> batches, DateTimeOffset now)
    {
        for (var count = batches.Count; count > 0; count--)
        {
            if (now - batches[count - 1].AppendedAt >= _maxAge) return count;
        }

        return 0;
    }

    private void Index(LogCommit? settled, DeferredHeader[] headers)
    {
        if (settled is not { } commit) return;
        for (var i = 0; i < headers.Length; i++) _index.Add(commit.Segment, commit.FirstSequence + i, headers[i]);
    }

    private OwedPlace PlaceOf(OwedLane lane)
    {
        var cursor = _index.Cursor(lane);
        return _places.TryGetValue(lane, out var place) && place.Cursor == cursor ? place : new OwedPlace(cursor, 0, 0, []);
    }

    /// <summary>Saves the cursor, then lets go of what is behind it, in this order.</summary>
    private async Task<AdvanceResult> MoveAsync(OwedLane lane, long through, bool unreadable)
    {
        await _cursors.EnterAsync();
        try
        {
            var place = PlaceOf(lane);
            if (through <= place.Cursor) return new AdvanceResult(null);

            var passed = place.Marks.TakeWhile(mark => mark.Sequence <= through).ToArray();
            var known = unreadable || (passed.Length > 0 && passed[^1].Sequence == through);
            if (!known)
            {
                var recount = await _reader.RecountAsync(lane, place.Cursor, through);
                if (recount.Fault is not null) return new AdvanceResult(recount.Fault);
                passed = [.. recount.Marks];
            }

            var saved = await CursorFile.SaveAsync(_storage, _index.CursorsWith(lane, through));
            if (!saved.Succeeded)
            {
                _log.CountFault(saved.Message);
                return new AdvanceResult(saved.Message);
            }

            var lost = _index.Advance(lane, through, passed, _time.GetUtcNow().UtcTicks);
            if (known) Interlocked.Add(ref _lost, lost);
            _places[lane] = passed.Length == 0
                ? new OwedPlace(through, 0, 0, [])
                : new OwedPlace(through, passed[^1].Segment, passed[^1].NextOffset, [.. place.Marks.Skip(passed.Length)]);
            await ReclaimAsync();
            return new AdvanceResult(null);
        }
        finally
        {
            _cursors.Leave();
        }
    }

    /// <summary>
    /// Deletes the segments from which nobody is owed. The newest goes too, replaced by an empty one, once that is worth it. What cannot be
    /// deleted is counted and tried again next time; it does no harm but take space, because the cursors are behind it.
    /// </summary>
    private async Task ReclaimAsync()
    {
        var segments = _log.Segments();
        if (segments.Count > 0 && segments[^1].End > _segmentBytes / 2 && !_index.IsOwedFrom(segments[^1].First))
        {
            await _log.RollAsync();
            segments = _log.Segments();
        }

        var done = segments.Where(segment => !segment.Active && !_index.IsOwedFrom(segment.First))
            .Select(segment => segment.First).ToArray();
        if (done.Length > 0) await _log.DeleteAsync(done);
    }
}
