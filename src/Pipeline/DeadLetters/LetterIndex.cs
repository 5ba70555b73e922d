using System.Runtime.InteropServices;

namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The letters by id, in memory: a sorted list, because ids only rise. Safe for concurrent use.</summary>
internal sealed class LetterIndex
{
    private readonly Lock _lock = new();
    private readonly List<LetterEntry> _entries = [];
    private readonly Dictionary<string, LetterReason> _reasons = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long> _segments = [];
    private long _count;
    private long _bytes;
    private long _reservedCount;
    private long _reservedBytes;

    /// <summary>Bytes of the letters that are there, without what is reserved.</summary>
    public long Bytes { get { lock (_lock) return _bytes; } }

    /// <summary>Makes room for letters that are about to be added; false if they would exceed a limit.</summary>
    public bool TryReserve(int count, long bytes, DeadLetterLimits limits)
    {
        lock (_lock)
        {
            if (_count + _reservedCount + count > limits.MaxLetters || _bytes + _reservedBytes + bytes > limits.MaxBytes) return false;
            _reservedCount += count;
            _reservedBytes += bytes;
            return true;
        }
    }

    public void Release(int count, long bytes)
    {
        lock (_lock)
        {
            _reservedCount -= count;
            _reservedBytes -= bytes;
        }
    }

    /// <summary>Adds a letter, or says that one which is known lies elsewhere now.</summary>
    public void Put(in LetterHeader header, long segment, long offset, int bytes)
    {
        lock (_lock)
        {
            var at = Find_NeedsLock(header.Id);
            if (at >= 0)
            {
                ref var known = ref CollectionsMarshal.AsSpan(_entries)[at];
                if (known.Removed) return;
                CountIn_NeedsLock(known.Segment, -1);
                CountIn_NeedsLock(segment, 1);
                (known.Segment, known.Offset) = (segment, offset);
                return;
            }

            if (!_reasons.TryGetValue(header.Reason, out var reason)) _reasons[header.Reason] = reason = new LetterReason(header.Reason);
            _entries.Insert(~at, new LetterEntry
            {
                Id = header.Id,
                Segment = segment,
                Offset = offset,
                TimeTicks = header.TimeTicks,
                Bytes = bytes,
                Reason = reason,
            });
            CountIn_NeedsLock(segment, 1);
            _count++;
            _bytes += bytes;
            reason.Count++;
            reason.Bytes += bytes;
        }
    }

    /// <summary>Takes letters out; yields how many of them there were.</summary>
    public int Remove(IEnumerable<long> ids)
    {
        lock (_lock)
        {
            var removed = 0;
            var entries = CollectionsMarshal.AsSpan(_entries);
            foreach (var id in ids)
            {
                var at = Find_NeedsLock(id);
                if (at < 0 || entries[at].Removed) continue;
                entries[at].Removed = true;
                removed++;
                Forget_NeedsLock(entries[at]);
            }

            if (_entries.Count > 2 * _count) _entries.RemoveAll(entry => entry.Removed);
            return removed;
        }
    }

    /// <summary>Takes out whatever is still said to lie in a segment; yields how many letters that were.</summary>
    public int RemoveIn(long segment)
    {
        lock (_lock) return Remove([.. _entries.Where(entry => !entry.Removed && entry.Segment == segment).Select(entry => entry.Id)]);
    }

    /// <summary>The ids of those that are there.</summary>
    public List<long> Known(IEnumerable<long> ids)
    {
        lock (_lock) return [.. ids.Where(id => Find_NeedsLock(id) is >= 0 and var at && !_entries[at].Removed)];
    }

    public bool TryFind(long id, out LetterPlace place)
    {
        lock (_lock)
        {
            var at = Find_NeedsLock(id);
            var found = at >= 0 && !_entries[at].Removed;
            place = found ? new LetterPlace(id, _entries[at].Segment, _entries[at].Offset) : default;
            return found;
        }
    }

    /// <summary>The letters behind an id, of one reason or of all, at most so many.</summary>
    public List<LetterPlace> After(long id, string? reason, int limit)
    {
        lock (_lock)
        {
            var places = new List<LetterPlace>(Math.Min(limit, _entries.Count));
            var at = Find_NeedsLock(id);
            for (at = at >= 0 ? at + 1 : ~at; at < _entries.Count && places.Count < limit; at++)
            {
                var entry = _entries[at];
                if (entry.Removed) continue;
                if (reason is not null && !string.Equals(entry.Reason.Reason, reason, StringComparison.Ordinal)) continue;
                places.Add(new LetterPlace(entry.Id, entry.Segment, entry.Offset));
            }

            return places;
        }
    }

    /// <summary>How many letters a segment holds.</summary>
    public long CountIn(long segment)
    {
        lock (_lock) return _segments.GetValueOrDefault(segment);
    }

    public (long Count, long Bytes, DateTimeOffset? Oldest, IReadOnlyList<ReasonSummary> Reasons) Summary()
    {
        lock (_lock)
        {
            var first = _entries.FindIndex(entry => !entry.Removed);
            DateTimeOffset? oldest = first < 0 ? null : new DateTimeOffset(_entries[first].TimeTicks, TimeSpan.Zero);
            ReasonSummary[] reasons =
            [
                .. _reasons.Values.Select(reason => new ReasonSummary(reason.Reason, reason.Count, reason.Bytes))
                    .OrderBy(reason => reason.Reason, StringComparer.Ordinal),
            ];
            return (_count, _bytes, oldest, reasons);
        }
    }

    private void Forget_NeedsLock(in LetterEntry entry)
    {
        CountIn_NeedsLock(entry.Segment, -1);
        _count--;
        _bytes -= entry.Bytes;
        entry.Reason.Count--;
        entry.Reason.Bytes -= entry.Bytes;
        if (entry.Reason.Count == 0) _reasons.Remove(entry.Reason.Reason);
    }

    private void CountIn_NeedsLock(long segment, int change)
    {
        var count = _segments.GetValueOrDefault(segment) + change;
        if (count == 0) _segments.Remove(segment);
        else _segments[segment] = count;
    }

    /// <summary>The index of an id, or the complement of where it would be.</summary>
    private int Find_NeedsLock(long id)
    {
        var entries = CollectionsMarshal.AsSpan(_entries);
        var (low, high) = (0, entries.Length - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (entries[middle].Id == id) return middle;
            if (entries[middle].Id < id) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
