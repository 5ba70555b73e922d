using Holdfast.Routing.Batching;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Rewinding;

/// <summary>
/// The last batches that one store committed, in order, in memory: what it may have acknowledged and not synced when it was killed (P28).
/// Bounded by age and bytes. Keeping a batch copies its bytes and allocates nothing once the ring has its size. Safe for any number of
/// threads; the one lock is this store's own and is held for a copy.
/// </summary>
public sealed class RewindRing
{
    /// <summary>What each batch counts beside its lines, in bytes: so that many tiny batches are bounded too.</summary>
    public const int EntryBytes = 96;

    /// <summary>How far back a batch is looked for that has just been appended to the deferred log: it was committed a moment ago, or is to be yet.</summary>
    public const int OwedDepth = 4096;

    /// <summary>How many batches that were appended and are not committed yet are remembered; beyond it the oldest is forgotten, which costs a copy.</summary>
    public const int OwedAhead = 1024;

    private const int ChunkBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly TimeSpan _age;
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _owed = new(StringComparer.Ordinal);
    private readonly Queue<string> _owedInOrder = new();
    private readonly bool _replays;
    private readonly Queue<RewindChunk> _used = new();
    private readonly Stack<RewindChunk> _free = new();
    private RewindEntry[] _entries = new RewindEntry[16];
    private RewindChunk? _filling;
    private int _filled;
    private long _first;
    private long _next;
    private long _bytes;
    private long _overflowed;
    private long? _suspectedAt;
    private bool _suspected;
    private bool _replaying;

    /// <summary>An empty ring.</summary>
    /// <param name="options">Age and bytes; either at zero keeps nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="replays">
    /// Whether what is kept may be written again. Not where other instances write to the same store: what one of them has committed since is not in
    /// here, and a replay would put older values over it. Then nothing is ever suspected, and what is kept goes for its age alone.
    /// </param>
    public RewindRing(RecoveryOptions options, TimeProvider time, bool replays = true)
    {
        ArgumentNullException.ThrowIfNull(options);
        _age = options.RewindAge;
        _maxBytes = options.RewindAge == TimeSpan.Zero ? 0 : options.RewindBytes;
        _time = time;
        _replays = replays;
    }

    /// <summary>Whether what is kept may be written again.</summary>
    public bool Replays => _replays;

    /// <summary>Batches that are kept.</summary>
    public int Batches { get { lock (_lock) return (int)(_next - _first); } }

    /// <summary>Bytes that are kept, <see cref="EntryBytes"/> for each batch included.</summary>
    public long Bytes { get { lock (_lock) return _bytes; } }

    /// <summary>Batches that went before their age because the bytes were used up: what a rewind could not have replayed.</summary>
    public long Overflowed { get { lock (_lock) return _overflowed; } }

    /// <summary>Whether the store may have been restarted since the last replay, and something is kept to replay.</summary>
    public bool Suspected { get { lock (_lock) return _suspected && _next > _first; } }

    /// <summary>
    /// The store failed in a way that a restart may be behind. Until the next replay nothing leaves the ring for its age. What is written only after
    /// this moment was not there to be forgotten: where nothing is kept, and nothing is under way, nothing is due later either. Nothing happens
    /// where there are no replays.
    /// </summary>
    public void Suspect()
    {
        lock (_lock)
        {
            if (!_replays)
                return;
            _suspectedAt = _time.GetTimestamp();
            _suspected = _suspected || _next > _first;
        }
    }

    /// <summary>
    /// Keeps a batch that the store has just committed. Must be called before anyone is told of the commit: the order of the ring is the
    /// order of acknowledgement. A repair is kept as older than all others: its store lacked the points entirely, and a newer value that the
    /// store has forgotten may be among what is kept.
    /// </summary>
    /// <param name="target">Where.</param>
    /// <param name="batch">What.</param>
    /// <param name="repair">Whether it is a repair.</param>
    /// <param name="live">Whether it came from a producer just now, rather than from the deferred log.</param>
    /// <param name="begun">When it was to be written, as a timestamp of the clock; null for now.</param>
    internal void Keep(Target target, Batch batch, bool repair = false, bool live = true, long? begun = null)
    {
        var length = batch.Lines.Length;
        lock (_lock)
        {
            if (length + EntryBytes > _maxBytes)
            {
                // Without this one a replay of those before it would put older values over it.
                if (_maxBytes > 0)
                    _overflowed += _next - _first + 1;
                while (_next > _first)
                    Drop_NeedsLock();
                return;
            }

            var now = _time.GetTimestamp();

            // Its answer may have been under way when the store was killed.
            _suspected = _suspected || (begun ?? now) <= _suspectedAt;
            while (_next > _first && !_suspected && !_replaying && _time.GetElapsedTime(Entry_NeedsLock(_first).At, now) > _age)
                Drop_NeedsLock();
            while (_bytes + length + EntryBytes > _maxBytes)
            {
                Drop_NeedsLock();
                _overflowed++;
            }

            if (_filling is null || _filled == ChunkBytes)
                Grow_NeedsLock();
            Append_NeedsLock(new(batch.Tier, target, _filling!, _filled, length, batch.Points, batch.MinTime, batch.MaxTime, now, repair, live && !repair, begun ?? now, batch.LineageId)
            {
                Owed = _owed.Remove(batch.LineageId),
            });
            CopyIn_NeedsLock(batch.Lines.Span);
        }
    }

    /// <summary>
    /// Begins a replay of everything that is kept: calls <paramref name="fence"/> with each bucket's range before any later batch can be
    /// kept, so that a write which is not part of the replay finds the fence when it comes back. Nothing leaves the ring for its age before
    /// <see cref="End"/>.
    /// </summary>
    /// <returns>The sequence before which the replay ends.</returns>
    internal long Begin(Action<RewindRange> fence)
    {
        lock (_lock)
        {
            (_suspectedAt, _suspected, _replaying) = (null, false, true);
            var ranges = new Dictionary<string, RewindRange>(StringComparer.Ordinal);
            for (var sequence = _first; sequence < _next; sequence++)
            {
                ref var entry = ref Entry_NeedsLock(sequence);
                var bucket = entry.Tier.Bucket;
                ranges[bucket] = ranges.TryGetValue(bucket, out var range)
                    ? range with { MinTime = Math.Min(range.MinTime, entry.MinTime), MaxTime = Math.Max(range.MaxTime, entry.MaxTime) }
                    : new(bucket, entry.MinTime, entry.MaxTime);
            }

            foreach (var range in ranges.Values)
                fence(range);
            return _next;
        }
    }

    /// <summary>
    /// The next batches from <paramref name="from"/> on that belong to one target, up to so many bytes, at least one; null when there are none
    /// before <paramref name="end"/>. What has left the ring meanwhile is passed over.
    /// </summary>
    internal RewindPiece? Read(long from, long end, int maxBytes)
    {
        lock (_lock)
        {
            var start = Math.Max(from, _first);
            if (start >= end)
                return null;
            var (tier, target, repair) = (Entry_NeedsLock(start).Tier, Entry_NeedsLock(start).Target, Entry_NeedsLock(start).Repair);
            var bytes = 0;
            var next = start;
            while (next < end && Entry_NeedsLock(next) is var entry && entry.Tier == tier && entry.Target == target && entry.Repair == repair
                && (next == start || bytes + entry.Length <= maxBytes))
            {
                bytes += entry.Length;
                next++;
            }

            return new(target, Copy_NeedsLock(tier, start, next, bytes), (int)(next - start), next, repair);
        }
    }

    /// <summary>Ends a replay. What was replayed may be not synced once more: its age counts from now. What was not is still to be replayed.</summary>
    /// <param name="end">What <see cref="Begin"/> gave.</param>
    /// <param name="done">Whether it got to its end.</param>
    /// <param name="wholly">Whether nothing had to be passed over; otherwise nothing leaves the ring for its age before the next replay is over.</param>
    internal void End(long end, bool done, bool wholly)
    {
        lock (_lock)
        {
            _replaying = done && !wholly;
            if (!done)
            {
                _suspected = true;
                return;
            }

            var now = _time.GetTimestamp();
            for (var sequence = _first; sequence < end; sequence++)
                Entry_NeedsLock(sequence).At = now;
        }
    }

    /// <summary>
    /// Says that a batch was appended to the deferred log for this store beside being written to it, whether it is committed already or not: it has
    /// its place in the order there, and another copy that is appended later would have another one.
    /// </summary>
    /// <param name="lineage">The id of its request.</param>
    internal void Owe(string lineage)
    {
        if (_maxBytes == 0)
            return;
        lock (_lock)
        {
            for (var sequence = _next - 1; sequence >= _first && sequence >= _next - OwedDepth; sequence--)
            {
                ref var entry = ref Entry_NeedsLock(sequence);
                if (!string.Equals(entry.Lineage, lineage, StringComparison.Ordinal))
                    continue;
                entry.Owed = true;
                return;
            }

            if (_owed.Add(lineage))
                _owedInOrder.Enqueue(lineage);
            if (_owedInOrder.Count > OwedAhead)
                _owed.Remove(_owedInOrder.Dequeue());
        }
    }

    /// <summary>
    /// Copies of what came from producers for a bucket, overlaps a range, both ends included, and was begun at or after a moment; in the order of the
    /// commits. What was begun before, whenever it was committed, was under way at that moment and may stand in either order to what happened
    /// then; to append it later would put it behind what was acknowledged since. Nor what is in the log already. Nothing else changes.
    /// </summary>
    /// <param name="bucket">The bucket, as producers name it.</param>
    /// <param name="minTime">The range's lowest timestamp, in nanoseconds since 1970.</param>
    /// <param name="maxTime">Its highest.</param>
    /// <param name="since">The moment, by the clock as it stands now.</param>
    internal IReadOnlyList<CommittedBatch> CopySince(string bucket, long minTime, long maxTime, DateTimeOffset since)
    {
        List<CommittedBatch>? copies = null;
        lock (_lock)
        {
            var (now, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
            for (var sequence = _first; sequence < _next; sequence++)
            {
                ref var entry = ref Entry_NeedsLock(sequence);
                var begun = now - _time.GetElapsedTime(entry.Begun, stamp);
                if (entry.Live && !entry.Owed && begun >= since && entry.MinTime <= maxTime && entry.MaxTime >= minTime
                    && string.Equals(entry.Tier.Bucket, bucket, StringComparison.Ordinal))
                    (copies ??= []).Add(new(Copy_NeedsLock(entry.Tier, sequence, sequence + 1, entry.Length), begun));
            }
        }

        return copies ?? [];
    }

    private Batch Copy_NeedsLock(Tier tier, long start, long end, int bytes)
    {
        var lines = new byte[bytes];
        var (at, points, min, max) = (0, 0, long.MaxValue, long.MinValue);
        for (var sequence = start; sequence < end; sequence++)
        {
            ref var entry = ref Entry_NeedsLock(sequence);
            CopyOut(entry, lines.AsSpan(at, entry.Length));
            at += entry.Length;
            points += entry.Points;
            min = Math.Min(min, entry.MinTime);
            max = Math.Max(max, entry.MaxTime);
        }

        return new(tier, "rewind", "", lines, points, min, max);
    }

    private ref RewindEntry Entry_NeedsLock(long sequence) => ref _entries[sequence & (_entries.Length - 1)];

    private void Append_NeedsLock(in RewindEntry entry)
    {
        if (_next - _first == _entries.Length)
        {
            var wider = new RewindEntry[_entries.Length * 2];
            for (var sequence = _first; sequence < _next; sequence++)
                wider[sequence & (wider.Length - 1)] = Entry_NeedsLock(sequence);
            _entries = wider;
        }

        _bytes += entry.Length + EntryBytes;
        Entry_NeedsLock(_next++) = entry;
    }

    private void Drop_NeedsLock()
    {
        ref var entry = ref Entry_NeedsLock(_first++);
        _bytes -= entry.Length + EntryBytes;
        entry = default;

        // Chunks are filled in the order of the entries, so those before the one in which the oldest begins are free.
        var oldest = _next > _first ? Entry_NeedsLock(_first).Chunk : _filling;
        while (_used.TryPeek(out var chunk) && chunk != oldest)
        {
            _used.Dequeue();
            chunk.Next = null;
            _free.Push(chunk);
        }

        if (_next == _first)
            _filled = 0;
    }

    private void Grow_NeedsLock()
    {
        var chunk = _free.TryPop(out var free) ? free : new(ChunkBytes);
        if (_filling is not null)
            _filling.Next = chunk;
        _used.Enqueue(chunk);
        (_filling, _filled) = (chunk, 0);
    }

    private void CopyIn_NeedsLock(ReadOnlySpan<byte> lines)
    {
        while (lines.Length > 0)
        {
            if (_filled == ChunkBytes)
                Grow_NeedsLock();
            var part = Math.Min(lines.Length, ChunkBytes - _filled);
            lines[..part].CopyTo(_filling!.Bytes.AsSpan(_filled));
            _filled += part;
            lines = lines[part..];
        }
    }

    private static void CopyOut(in RewindEntry entry, Span<byte> lines)
    {
        var (chunk, offset) = (entry.Chunk, entry.Offset);
        while (lines.Length > 0)
        {
            var part = Math.Min(lines.Length, ChunkBytes - offset);
            chunk.Bytes.AsSpan(offset, part).CopyTo(lines);
            lines = lines[part..];
            if (lines.Length > 0)
                (chunk, offset) = (chunk.Next!, 0);
        }
    }
}
