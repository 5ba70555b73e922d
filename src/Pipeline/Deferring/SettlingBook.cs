namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// Which owed batches must not be passed yet, because a write of theirs that was given up may still be applied by the store: passed, they are
/// no fence any more, and the late old value would overwrite a newer one (I3). Safe for any number of threads; its time never jumps.
/// </summary>
/// <remarks>
/// Memory is bounded by coarseness: what is held within the same 128th of the settling time (but at least 100 ms) shares one entry with the
/// lowest sequence and the latest end. So a batch is held for at most that much longer than the settling time, however many follow it:
/// a steady trickle of time-outs moves the hold along and starves nobody.
/// </remarks>
public sealed class SettlingBook
{
    /// <summary>The most entries of one lane, and one.</summary>
    public const int EntriesPerLane = 128;

    /// <summary>How far apart two entries are at least.</summary>
    public static readonly TimeSpan Finest = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<OwedLane, Queue<Entry>> _lanes = [];
    private readonly TimeSpan _settle;
    private readonly TimeSpan _grain;
    private readonly TimeProvider _time;

    /// <summary>
    /// Makes the book of a process that starts. Whatever is owed already is held once: the process before may have died while a write was
    /// under way that the store has still to apply.
    /// </summary>
    /// <param name="owed">The lanes in which something is owed at the start.</param>
    /// <param name="settle">How long a write that was given up may take until it is applied; zero holds nothing.</param>
    /// <param name="time">The clock.</param>
    public SettlingBook(IEnumerable<OwedLane> owed, TimeSpan settle, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(owed);
        ArgumentNullException.ThrowIfNull(time);
        _settle = settle;
        _grain = settle / EntriesPerLane > Finest ? settle / EntriesPerLane : Finest;
        _time = time;
        foreach (var lane in owed)
            Hold(lane, 0);
    }

    /// <summary>Holds everything in a lane from a sequence on, from now for the settling time.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="firstSequence">The lowest sequence that may be the batch's; it is held before it can be read if it is taken before the
    /// append from <see cref="IDeferredLog.NextSequence"/>.</param>
    public void Hold(OwedLane lane, long firstSequence)
    {
        if (_settle <= TimeSpan.Zero)
            return;
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            if (!_lanes.TryGetValue(lane, out var entries))
                _lanes[lane] = entries = new();
            Forget_NeedsLock(entries, now);
            var newest = entries.Count > 0 ? entries.Last() : null;
            if (newest is not null && _time.GetElapsedTime(newest.Begun, now) < _grain)
                (newest.From, newest.Latest) = (Math.Min(newest.From, firstSequence), now);
            else
                entries.Enqueue(new() { Begun = now, Latest = now, From = firstSequence });
        }
    }

    /// <summary>The first sequence of a lane that must be neither written nor passed yet; null when nothing is held.</summary>
    public long? HeldFrom(OwedLane lane)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(lane, out var entries))
                return null;
            Forget_NeedsLock(entries, _time.GetTimestamp());
            if (entries.Count > 0)
                return entries.Min(static entry => entry.From);
            _lanes.Remove(lane);
            return null;
        }
    }

    private void Forget_NeedsLock(Queue<Entry> entries, long now)
    {
        while (entries.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.Latest, now) >= _settle)
            entries.Dequeue();
    }

    private sealed class Entry
    {
        public required long Begun { get; init; }

        public required long Latest { get; set; }

        public required long From { get; set; }
    }
}
