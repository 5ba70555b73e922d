using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// One instance's end of the board: reads it from beginning to end, keeps the view of it that the fence asks, and posts what this instance has
/// to say. Asking takes no lock and is safe for any number of threads; so is everything else.
/// </summary>
/// <param name="board">The board.</param>
/// <param name="options">Who this is, and the times.</param>
/// <param name="lifetime">How long a note may be on the board: longer than any batch that it may speak of.</param>
/// <param name="time">The clock.</param>
public sealed class FenceTail(ISharedBoard board, SharingOptions options, TimeSpan lifetime, TimeProvider time)
{
    /// <summary>How many notes are asked for at once.</summary>
    public const int PageNotes = 256;

    /// <summary>How many pages one read takes at most; what is left is read by the next one, and the view is not fresh before.</summary>
    public const int MaxPages = 256;

    private readonly LimitedBoard _board = new(board, options, lifetime, time);
    private readonly Lock _lock = new();
    private readonly AsyncGate _reading = new();
    private readonly FenceState _state = new(options.Instance);
    private readonly Dictionary<long, OwnAnnouncement> _own = [];
    private readonly SortedSet<long> _unreadable = [];
    private readonly ReadMarks _marks = new(options.KeepNotes, time);
    private volatile FenceView _view = FenceView.Empty;
    private long _position;
    private long _seen;
    private long _number;
    private long _read;

    /// <summary>When the last complete read began, by the clock that never jumps; 0 before the first.</summary>
    private long _readAt;

    /// <summary>Whether the view is older than <see cref="SharingOptions.Staleness"/>, or holds notes that could not be read: then anything may be owed.</summary>
    public bool IsStale => _view is var view && (view.Unreadable > 0 || IsOld(view));

    /// <summary>
    /// Whether the board's end was not read within <see cref="SharingOptions.Staleness"/>, or notes could not be read: then any fence may be up. Unlike
    /// <see cref="IsStale"/> it does not wait for what a read made necessary.
    /// </summary>
    internal bool IsBehind => _view.Unreadable > 0 || Interlocked.Read(ref _readAt) is var read && (read == 0 || time.GetElapsedTime(read) > options.Staleness);

    /// <summary>Notes on the board that this version cannot read; as long as there are any, every write counts as overlapping.</summary>
    public int Unreadable => _view.Unreadable;

    /// <summary>Notes that were read since the process began.</summary>
    public long NotesRead => Interlocked.Read(ref _read);

    /// <summary>All lanes that something is announced for; those of what no store holds first, then by store and bucket.</summary>
    public IReadOnlyList<OwedLane> Lanes =>
        [.. _view.Lanes.Keys.OrderBy(static lane => lane.Store, StringComparer.Ordinal).ThenBy(static lane => lane.Bucket, StringComparer.Ordinal)];

    internal FenceView View => _view;

    /// <summary>Whether something in this range, both ends included, may be owed in the lane, as far as is known: staleness is not asked.</summary>
    public bool Knows(OwedLane lane, long minTime, long maxTime) => _view.Overlaps(lane, minTime, maxTime);

    /// <summary>Whether something in this range, both ends included, may be owed in the lane.</summary>
    public bool Overlaps(OwedLane lane, long minTime, long maxTime) => IsStale || _view.Overlaps(lane, minTime, maxTime);

    /// <summary>What is owed in a lane: at least one batch as long as it is not known to be empty.</summary>
    public OwedSummary Owed(OwedLane lane)
    {
        var view = _view;
        if (!view.Lanes.TryGetValue(lane, out var owed))
            return default;
        if (lane.IsUnstored)
            return owed.Owed with { OnlyHere = owed.Owed.Batches };
        var unstored = view.Lanes.TryGetValue(OwedLane.Unstored(lane.Bucket), out var only) ? only.Owed.Batches : 0;
        return owed.Owed with { OnlyHere = Math.Min(owed.Owed.OnlyHere, unstored) };
    }

    /// <summary>Whether another instance is replaying something over this range, as far as is known.</summary>
    internal bool IsRaised(string store, string bucket, long min, long max)
    {
        foreach (var fence in _view.Fences)
        {
            if (fence.Covers(store, bucket, min, max) && fence.Holds(time))
                return true;
        }

        return false;
    }

    /// <summary>Whatever was appended to the lane before this moment has left it, by the board's clock; null when that is not known.</summary>
    internal DateTimeOffset? DoneBefore(OwedLane lane)
    {
        lock (_lock)
            return _state[lane]?.DoneBefore;
    }

    /// <summary>Reads to the board's end. What was read counts for the fence at once; that it is fresh is said by <see cref="Fresh"/>.</summary>
    internal async Task<TailRead> ReadAsync(CancellationToken cancellation)
    {
        await _reading.EnterAsync();
        try
        {
            var begun = time.GetTimestamp();
            OwnAnnouncement[] posted;
            lock (_lock)
                posted = [.. _own.Values.Where(static own => own.Posted)];
            var makeUps = new List<MakeUp>();
            var known = _position;
            for (var page = 0; page < MaxPages; page++)
            {
                var peeked = await _board.PeekAsync(_position + 1, PageNotes, cancellation);
                if (!peeked.Succeeded)
                    return new(begun, false, makeUps, peeked.Message);
                if (peeked.Value!.Count == 0)
                    return await EndAsync(begun, posted, makeUps, cancellation);
                lock (_lock)
                {
                    known = Take_NeedsLock(peeked.Value, known, makeUps);
                    Publish_NeedsLock(null);
                }
            }

            return new(begun, false, makeUps, null);
        }
        finally
        {
            _reading.Leave();
        }
    }

    /// <summary>Says that a complete read counts: all that it made necessary is done.</summary>
    internal void Fresh(long begun)
    {
        lock (_lock)
        {
            if (_view.FreshAt is null || _view.FreshAt < begun)
                _view = _view with { FreshAt = begun };
        }
    }

    /// <summary>Says durably what is about to be appended. It counts for this instance's own view from before the call is made.</summary>
    internal async Task<QueueResult> AnnounceAsync(IReadOnlyList<LaneNote> lanes)
    {
        var own = new OwnAnnouncement(Interlocked.Increment(ref _number), lanes, time.GetTimestamp(), time.GetUtcNow());
        lock (_lock)
        {
            _own[own.Number] = own;
            Publish_NeedsLock(lanes.Select(static lane => lane.Lane));
        }

        var posted = await PostAsync(new BoardNote.Owed(options.Instance, own.Number, lanes));
        lock (_lock)
        {
            if (posted.Succeeded)
                own.Posted = true;
            else if (_own.Remove(own.Number))
                Publish_NeedsLock(lanes.Select(static lane => lane.Lane));
        }

        return posted;
    }

    /// <summary>
    /// Up to where the board's announcements for a lane cannot have anything on its way any more: they were read so long before the lane was asked
    /// that whatever they announced had come or never will. 0 for none.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="askedAt">When the receive that found nothing began, under the lane's lock and with nothing received before left undone.</param>
    internal long Clearable(OwedLane lane, long askedAt)
    {
        lock (_lock)
            return _state[lane]?.Through(readAt => time.GetElapsedTime(readAt, askedAt) >= options.LongestAppend) ?? 0;
    }

    /// <summary>Says that a lane was found empty, so that what was announced for it up to there is no fence any more.</summary>
    internal async Task<QueueResult> ClearAsync(OwedLane lane, long through)
    {
        var posted = await PostAsync(new BoardNote.Cleared(options.Instance, lane, through));
        if (!posted.Succeeded)
            return posted;
        lock (_lock)
        {
            _state.Clear(lane, through);
            Publish_NeedsLock(null);
        }

        return posted;
    }

    /// <summary>
    /// Puts what all notes come to into one, and takes off those that every instance has read by now. Once a minute, by one instance; by two at
    /// once it is harmless. Does nothing when nothing would go.
    /// </summary>
    /// <param name="cancellation">Ends it between two calls.</param>
    public async Task<QueueResult> CompactAsync(CancellationToken cancellation)
    {
        BoardNote.Summary summary;
        await _reading.EnterAsync();
        try
        {
            lock (_lock)
            {
                var removed = _marks.Old(_unreadable.Count > 0 ? _unreadable.Min : long.MaxValue);
                if (removed == 0 || IsOld(_view))
                    return QueueResult.Done;
                _state.Forget(time);
                summary = _state.Summary(_position, removed, OwnFences());
            }
        }
        finally
        {
            _reading.Leave();
        }

        // The summary is durable before the first note goes: a crash between the two leaves both, which say the same.
        var posted = await PostAsync(summary);
        if (!posted.Succeeded || cancellation.IsCancellationRequested)
            return posted;
        var taken = await _board.RemoveAsync(summary.Removed, cancellation);
        if (taken.Succeeded)
            _marks.Removed(summary.Removed);
        return taken;
    }

    /// <summary>Posts a note within the limit.</summary>
    internal Task<QueueResult> PostAsync(BoardNote note) => _board.PostAsync(note);

    /// <summary>The own fences, as a summary lists them; set by whoever raises them.</summary>
    internal Func<IEnumerable<BoardNote.Raised>> OwnFences { get; set; } = static () => [];

    /// <summary>Takes a page in; yields up to where the state is complete.</summary>
    private long Take_NeedsLock(IReadOnlyList<QueueItem> page, long known, List<MakeUp> makeUps)
    {
        var now = time.GetTimestamp();
        foreach (var item in page)
        {
            if (item.Sequence <= _position)
                continue;
            var isNew = item.Sequence > _seen;
            _seen = Math.Max(_seen, item.Sequence);
            var note = BoardNotes.Read(item.Body.Span, now);
            if (isNew)
                Interlocked.Increment(ref _read);
            if (note is BoardNote.Summary summary && summary.Removed > known)
            {
                // Notes that were never read here are gone: begin again from what they came to.
                _state.Replace(summary, now);
                _position = summary.Through;
                return summary.Through;
            }

            _position = item.Sequence;
            if (note is null)
            {
                _unreadable.Add(item.Sequence);
                continue;
            }

            _state.Apply(note, item, now);
            if (note is BoardNote.Owed mine && IsOwn(mine) && _own.Remove(mine.Number, out var read))
                _state.Changed.UnionWith(read.Lanes.Select(static lane => lane.Lane));
            if (isNew && !IsOwn(note))
                makeUps.AddRange(MakeUpsFor(note, item.EnqueuedAt));
            _marks.Note(note is not BoardNote.Summary);
        }

        return known;
    }

    private bool IsOld(FenceView view) => view.FreshAt is not { } fresh || time.GetElapsedTime(fresh) > options.Staleness;

    private bool IsOwn(BoardNote note) => string.Equals(note.Instance, options.Instance, StringComparison.Ordinal);

    private static IEnumerable<MakeUp> MakeUpsFor(BoardNote note, DateTimeOffset since) => note switch
    {
        BoardNote.Owed owed => owed.Lanes.Where(static lane => !lane.Lane.IsUnstored).Select(lane => new MakeUp(lane.Lane, lane.Min, lane.Max, since)),
        BoardNote.Raised raised => [new(raised.Lane, raised.Min, raised.Max, since)],
        _ => [],
    };

    private async Task<TailRead> EndAsync(long begun, OwnAnnouncement[] posted, List<MakeUp> makeUps, CancellationToken cancellation)
    {
        if (await LookForUnreadableAsync(cancellation) is { } fault)
            return new(begun, false, makeUps, fault);
        lock (_lock)
        {
            // What was posted before the read and was not met by it is in a summary, or was taken off already.
            foreach (var own in posted)
            {
                if (_own.Remove(own.Number))
                    _state.Changed.UnionWith(own.Lanes.Select(static lane => lane.Lane));
            }

            _state.Forget(time);
            _marks.Mark(begun, _position);
            Interlocked.Exchange(ref _readAt, begun);
            Publish_NeedsLock(null);
        }

        return new(begun, true, makeUps, null);
    }

    /// <summary>Finds out whether the first note that could not be read is still there.</summary>
    private async Task<string?> LookForUnreadableAsync(CancellationToken cancellation)
    {
        while (_unreadable.Count > 0)
        {
            var first = _unreadable.Min;
            var peeked = await _board.PeekAsync(first, 1, cancellation);
            if (!peeked.Succeeded)
                return peeked.Message;
            if (peeked.Value is [var item, ..] && item.Sequence == first)
                return null;
            lock (_lock)
                _unreadable.Remove(first);
        }

        return null;
    }

    private void Publish_NeedsLock(IEnumerable<OwedLane>? lanes)
    {
        _state.Changed.UnionWith(lanes ?? []);
        var builder = _view.Lanes.ToBuilder();
        foreach (var lane in _state.Changed)
        {
            if (LaneView.Of(_state[lane], _own.Values.SelectMany(own => own.EntriesOf(lane))) is { } view)
                builder[lane] = view;
            else
                builder.Remove(lane);
        }

        _state.Changed.Clear();
        _view = _view with { Lanes = builder.ToImmutable(), Fences = [.. _state.Fences], Unreadable = _unreadable.Count };
    }
}
