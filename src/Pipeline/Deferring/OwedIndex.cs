using System.Collections.Concurrent;

namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// What is owed, counted per store and segment: its size follows the number of segments, not of records. Safe for concurrent use; the fence
/// takes no lock.
/// </summary>
internal sealed class OwedIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoreOwed> _stores = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _owners = [];
    private readonly ConcurrentDictionary<(string Store, string Bucket), OwedRange> _ranges = new();

    public OwedIndex(IReadOnlyDictionary<string, long> cursors)
    {
        foreach (var (store, cursor) in cursors) _stores[store] = new StoreOwed { Cursor = cursor };
    }

    public IReadOnlyList<string> Stores
    {
        get
        {
            lock (_lock)
            {
                var owed = _stores.Where(store => store.Value.Segments.Count > 0).Select(store => store.Key);
                return [.. owed.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>All cursors, with one of them moved.</summary>
    public Dictionary<string, long> CursorsWith(string store, long cursor)
    {
        lock (_lock)
        {
            var cursors = _stores.Where(known => known.Value.Cursor > 0)
                .ToDictionary(known => known.Key, known => known.Value.Cursor, StringComparer.Ordinal);
            cursors[store] = cursor;
            return cursors;
        }
    }

    public long Cursor(string store)
    {
        lock (_lock) return _stores.TryGetValue(store, out var owed) ? owed.Cursor : 0;
    }

    /// <summary>The highest sequence that the store is owed, 0 for none.</summary>
    public long LastSequence(string store)
    {
        lock (_lock) return _stores.TryGetValue(store, out var owed) && owed.Segments.Count > 0 ? owed.Segments[^1].LastSequence : 0;
    }

    /// <summary>
    /// The first segment, from the given one on, from which the store is owed, and the last sequence owed from it; false for none.
    /// </summary>
    public bool TryFindSegment(string store, long from, out long segment, out long lastSequence)
    {
        lock (_lock)
        {
            var found = _stores.TryGetValue(store, out var owed) ? owed.Segments.Find(candidate => candidate.Segment >= from) : null;
            segment = found?.Segment ?? 0;
            lastSequence = found?.LastSequence ?? 0;
            return found is not null;
        }
    }

    public bool IsOwedFrom(long segment)
    {
        lock (_lock) return _owners.ContainsKey(segment);
    }

    public bool Overlaps(string store, string bucket, long min, long max) =>
        _ranges.TryGetValue((store, bucket), out var range) && range.Overlaps(min, max);

    public OwedSummary Summary(string store)
    {
        lock (_lock)
        {
            if (!_stores.TryGetValue(store, out var owed) || owed.Segments.Count == 0) return default;
            return new OwedSummary(
                owed.Segments.Sum(segment => segment.Batches),
                owed.Segments.Sum(segment => segment.Points),
                owed.Segments.Sum(segment => segment.Bytes),
                new DateTimeOffset(owed.Segments.Min(segment => segment.OldestTicks), TimeSpan.Zero),
                owed.Segments.Sum(segment => segment.OnlyHere));
        }
    }

    public void Add(long segment, long sequence, in DeferredHeader header)
    {
        lock (_lock)
        {
            if (!_stores.TryGetValue(header.Store, out var owed)) _stores[header.Store] = owed = new StoreOwed();
            if (sequence <= owed.Cursor) return;

            if (owed.Segments.Count == 0 || owed.Segments[^1].Segment != segment)
            {
                owed.Segments.Add(new SegmentOwed(segment));
                _owners[segment] = _owners.GetValueOrDefault(segment) + 1;
            }

            var here = owed.Segments[^1];
            here.LastSequence = sequence;
            here.Batches++;
            here.Points += header.Points;
            here.Bytes += header.Bytes;
            here.OnlyHere += header.StoredElsewhere ? 0 : 1;
            here.OldestTicks = Math.Min(here.OldestTicks, header.AppendedTicks);
            here.Buckets[header.Bucket] = Widen(here.Buckets.GetValueOrDefault(header.Bucket), header);
            var key = (header.Store, header.Bucket);
            _ranges[key] = Widen(_ranges.GetValueOrDefault(key), header);
        }
    }

    /// <summary>
    /// Moves a cursor. Segments that lie behind it whole are taken off whole, so that a count which a corrupt record had spoilt is right
    /// again; of the first one that remains, the passed records are taken off one by one. Yields how many batches of the former kind had
    /// not been passed.
    /// </summary>
    public long Advance(string store, long through, IReadOnlyList<ReadMark> passed, long nowTicks)
    {
        lock (_lock)
        {
            if (!_stores.TryGetValue(store, out var owed)) return 0;
            owed.Cursor = Math.Max(owed.Cursor, through);
            long batches = 0;
            foreach (var segment in owed.Segments.TakeWhile(candidate => candidate.LastSequence <= through).ToArray())
            {
                owed.Segments.Remove(segment);
                batches += segment.Batches - passed.Count(mark => mark.Segment == segment.Segment);
                Forget_NeedsLock(store, owed, segment);
            }

            if (owed.Segments.Count == 0) return batches;
            foreach (var mark in passed)
            {
                if (mark.Segment == owed.Segments[0].Segment) TakeOff_NeedsLock(store, owed.Segments[0], mark, nowTicks);
            }

            return batches;
        }
    }

    private static OwedRange Widen(OwedRange? range, in DeferredHeader header) =>
        range is null ? new OwedRange(1, header.MinTime, header.MaxTime) : range.With(1, header.MinTime, header.MaxTime);

    private void TakeOff_NeedsLock(string store, SegmentOwed segment, in ReadMark mark, long nowTicks)
    {
        segment.Batches--;
        segment.Points -= mark.Points;
        segment.Bytes -= mark.Bytes;
        segment.OnlyHere -= mark.StoredElsewhere ? 0 : 1;

        // What lies behind was appended no earlier, unless the clock was ahead when the passed one was.
        segment.OldestTicks = Math.Max(segment.OldestTicks, Math.Min(mark.AppendedTicks, nowTicks));
        if (segment.Buckets.TryGetValue(mark.Bucket, out var bucket))
        {
            if (bucket.Count <= 1) segment.Buckets.Remove(mark.Bucket);
            else segment.Buckets[mark.Bucket] = bucket with { Count = bucket.Count - 1 };
        }

        var key = (store, mark.Bucket);
        if (!_ranges.TryGetValue(key, out var range)) return;
        if (range.Count <= 1) _ranges.TryRemove(key, out _);
        else _ranges[key] = range with { Count = range.Count - 1 };
    }

    private void Forget_NeedsLock(string store, StoreOwed owed, SegmentOwed segment)
    {
        if (_owners[segment.Segment] == 1) _owners.Remove(segment.Segment);
        else _owners[segment.Segment]--;

        foreach (var bucket in segment.Buckets.Keys)
        {
            OwedRange? range = null;
            foreach (var other in owed.Segments)
            {
                if (!other.Buckets.TryGetValue(bucket, out var more)) continue;
                range = range is null ? more : range.With(more.Count, more.Min, more.Max);
            }

            if (range is null) _ranges.TryRemove((store, bucket), out _);
            else _ranges[(store, bucket)] = range;
        }
    }
}
