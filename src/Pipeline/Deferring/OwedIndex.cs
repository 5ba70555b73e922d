using System.Collections.Concurrent;

namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// What is owed, counted per lane and segment: its size follows the number of segments, not of records. Safe for concurrent use; the fence
/// takes no lock.
/// </summary>
/// <remarks>
/// The lane of what no store holds has a cursor, but no counts of its own: they are kept where its batches are owed, so that a batch leaves it
/// by itself when its store is given it.
/// </remarks>
/// <param name="cursors">The cursors found.</param>
internal sealed class OwedIndex(CursorTable cursors)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<OwedLane, LaneOwed> _lanes = cursors.Lanes.ToDictionary(
        static cursor => cursor.Key, static cursor => new LaneOwed { Cursor = cursor.Value });

    private readonly Dictionary<long, int> _owners = [];
    private readonly ConcurrentDictionary<OwedLane, OwedRange> _ranges = new();

    /// <summary>The lanes in which something is owed, those of what no store holds included; in order.</summary>
    public IReadOnlyList<OwedLane> Lanes
    {
        get
        {
            lock (_lock)
            {
                var owed = _lanes.Where(static lane => lane.Value.Segments.Count > 0).ToList();
                var unstored = owed.Where(static lane => lane.Value.Segments.Exists(HasUnstored)).Select(static lane => OwedLane.Unstored(lane.Key.Bucket)).Distinct();
                return
                [
                    .. unstored.Concat(owed.Select(static lane => lane.Key))
                        .OrderBy(static lane => lane.Store, StringComparer.Ordinal).ThenBy(static lane => lane.Bucket, StringComparer.Ordinal),
                ];
            }
        }
    }

    /// <summary>All cursors, with one of them moved.</summary>
    public CursorTable CursorsWith(OwedLane lane, long cursor)
    {
        lock (_lock)
        {
            var lanes = _lanes.Where(static known => known.Value.Cursor > 0).ToDictionary(static known => known.Key, static known => known.Value.Cursor);
            lanes[lane] = cursor;
            return cursors with { Lanes = lanes };
        }
    }

    public long Cursor(OwedLane lane)
    {
        lock (_lock) return Cursor_NeedsLock(lane);
    }

    /// <summary>The highest sequence that is owed in the lane, 0 for none.</summary>
    public long LastSequence(OwedLane lane)
    {
        lock (_lock) return Tallies_NeedsLock(lane).Select(static part => part.Tally.LastSequence).DefaultIfEmpty().Max();
    }

    /// <summary>
    /// The first segment, from the given one on, from which something is owed in the lane, and the last sequence owed from it; false for none.
    /// </summary>
    public bool TryFindSegment(OwedLane lane, long from, out long segment, out long lastSequence)
    {
        (segment, lastSequence) = (0, 0);
        lock (_lock)
        {
            foreach (var (at, tally) in Tallies_NeedsLock(lane))
            {
                if (at < from || (segment > 0 && at > segment)) continue;
                lastSequence = at == segment ? Math.Max(lastSequence, tally.LastSequence) : tally.LastSequence;
                segment = at;
            }
        }

        return segment > 0;
    }

    public bool IsOwedFrom(long segment)
    {
        lock (_lock) return _owners.ContainsKey(segment);
    }

    public bool Overlaps(OwedLane lane, long min, long max) => _ranges.TryGetValue(lane, out var range) && range.Overlaps(min, max);

    public OwedSummary Summary(OwedLane lane)
    {
        lock (_lock)
        {
            var summary = default(OwedSummary);
            foreach (var (_, tally) in Tallies_NeedsLock(lane))
                summary = summary.And(new(tally.Batches, tally.Points, tally.Bytes, new DateTimeOffset(tally.OldestTicks, TimeSpan.Zero), 0));
            var unstored = lane.IsUnstored
                ? summary.Batches
                : _lanes.TryGetValue(lane, out var owed) ? owed.Segments.Sum(static segment => segment.Unstored.Batches) : 0;
            return summary with { OnlyHere = unstored };
        }
    }

    public void Add(long segment, long sequence, in DeferredHeader header)
    {
        var lane = header.Lane;
        lock (_lock)
        {
            // Made even for what is passed, so that a cursor which was a whole store's is henceforth this lane's.
            if (!_lanes.TryGetValue(lane, out var owed)) _lanes[lane] = owed = new LaneOwed { Cursor = Cursor_NeedsLock(lane) };
            if (sequence <= owed.Cursor) return;

            if (owed.Segments.Count == 0 || owed.Segments[^1].Segment != segment)
            {
                owed.Segments.Add(new SegmentOwed(segment));
                _owners[segment] = _owners.GetValueOrDefault(segment) + 1;
            }

            var here = owed.Segments[^1];
            here.All.Add(sequence, header);
            Widen_NeedsLock(lane, header);
            if (header.StoredElsewhere || sequence <= Cursor_NeedsLock(OwedLane.Unstored(lane.Bucket))) return;
            here.Unstored.Add(sequence, header);
            Widen_NeedsLock(OwedLane.Unstored(lane.Bucket), header);
        }
    }

    /// <summary>
    /// Moves a cursor. Segments that lie behind it whole are taken off whole, so that a count which a corrupt record had spoilt is right
    /// again; of the first one that remains, the passed records are taken off one by one. Yields how many batches of the former kind had
    /// not been passed; of the lane of what no store holds none, since they stay owed.
    /// </summary>
    public long Advance(OwedLane lane, long through, IReadOnlyList<ReadMark> passed, long nowTicks)
    {
        lock (_lock)
        {
            if (lane.IsUnstored)
            {
                AdvanceUnstored_NeedsLock(lane, through, passed);
                return 0;
            }

            if (!_lanes.TryGetValue(lane, out var owed)) return 0;
            var unstoredCursor = Cursor_NeedsLock(OwedLane.Unstored(lane.Bucket));
            owed.Cursor = Math.Max(owed.Cursor, through);
            long batches = 0;
            foreach (var segment in owed.Segments.TakeWhile(candidate => candidate.All.LastSequence <= through).ToArray())
            {
                owed.Segments.Remove(segment);
                batches += segment.All.Batches - passed.Count(mark => mark.Segment == segment.Segment);
                if (_owners[segment.Segment] == 1) _owners.Remove(segment.Segment);
                else _owners[segment.Segment]--;
            }

            if (owed.Segments.Count > 0)
            {
                var first = owed.Segments[0];
                foreach (var mark in passed)
                {
                    if (mark.Segment != first.Segment) continue;
                    first.All.TakeOff(mark, nowTicks);
                    if (!mark.StoredElsewhere && mark.Sequence > unstoredCursor) first.Unstored.TakeOut(mark);
                }

                if (first.Unstored.LastSequence <= through) first.Unstored = new OwedTally();
            }

            Narrow_NeedsLock(lane);
            Narrow_NeedsLock(OwedLane.Unstored(lane.Bucket));
            return batches;
        }
    }

    private static bool HasUnstored(SegmentOwed segment) => segment.Unstored.Batches > 0;

    private void AdvanceUnstored_NeedsLock(OwedLane lane, long through, IReadOnlyList<ReadMark> passed)
    {
        if (!_lanes.TryGetValue(lane, out var cursor)) _lanes[lane] = cursor = new LaneOwed();
        foreach (var mark in passed)
        {
            // Its own lane may have passed it since it was read, and then it was taken off there.
            if (!_lanes.TryGetValue(lane with { Store = mark.Store }, out var owed) || mark.Sequence <= owed.Cursor || mark.Sequence <= cursor.Cursor) continue;
            owed.Segments.Find(segment => segment.Segment == mark.Segment)?.Unstored.TakeOut(mark);
        }

        cursor.Cursor = Math.Max(cursor.Cursor, through);
        foreach (var (other, owed) in _lanes)
        {
            if (!string.Equals(other.Bucket, lane.Bucket, StringComparison.Ordinal)) continue;
            foreach (var segment in owed.Segments)
            {
                if (segment.Unstored.LastSequence <= through) segment.Unstored = new OwedTally();
            }
        }

        Narrow_NeedsLock(lane);
    }

    private long Cursor_NeedsLock(OwedLane lane) =>
        _lanes.TryGetValue(lane, out var owed) ? owed.Cursor : cursors.Stores.GetValueOrDefault(lane.Store);

    /// <summary>What is owed in the lane, by segment; a segment may come more than once.</summary>
    private IEnumerable<(long Segment, OwedTally Tally)> Tallies_NeedsLock(OwedLane lane)
    {
        if (!lane.IsUnstored)
            return _lanes.TryGetValue(lane, out var owed) ? owed.Segments.Select(static segment => (segment.Segment, segment.All)) : [];
        return _lanes
            .Where(other => string.Equals(other.Key.Bucket, lane.Bucket, StringComparison.Ordinal))
            .SelectMany(static other => other.Value.Segments.Where(HasUnstored).Select(static segment => (segment.Segment, segment.Unstored)));
    }

    private void Widen_NeedsLock(OwedLane lane, in DeferredHeader header) =>
        _ranges[lane] = OwedRange.Widen(_ranges.GetValueOrDefault(lane), new(header.MinTime, header.MaxTime))!;

    private void Narrow_NeedsLock(OwedLane lane)
    {
        var range = Tallies_NeedsLock(lane).Aggregate((OwedRange?)null, static (range, part) => OwedRange.Widen(range, part.Tally.Range));
        if (range is null) _ranges.TryRemove(lane, out _);
        else _ranges[lane] = range;
    }
}
