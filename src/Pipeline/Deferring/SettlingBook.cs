namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// Which owed batches must not be passed yet, because a write of theirs that was given up may still be applied by the store: passed, they are
/// no fence any more, and the late old value would overwrite a newer one (I3). Safe for any number of threads; its time never jumps.
/// </summary>
/// <remarks>
/// A store applies what it has still in hand at most the settling time after it answers again, so a hold ends that long after the first answer
/// that was seen since it began, and never while there was none. Memory is bounded by coarseness: holds within the same 128th of the
/// settling time, but at least 100 ms, share one entry with the lowest sequence and the latest beginning. So a batch is held for hardly longer
/// than it must be, however many follow it: a steady trickle of time-outs moves the hold along and starves nobody.
/// </remarks>
public sealed class SettlingBook
{
    /// <summary>Into how many entries the settling time is divided.</summary>
    public const int Division = 128;

    /// <summary>The most entries of one lane, as long as its store answers nothing; further holds extend the newest.</summary>
    public const int MaxEntries = 2 * Division;

    /// <summary>How far apart two entries are at least.</summary>
    public static readonly TimeSpan Finest = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Dictionary<OwedLane, List<Entry>> _lanes = [];
    private readonly TimeSpan _settle;
    private readonly TimeSpan _grain;
    private readonly TimeProvider _time;

    /// <summary>
    /// Makes the book of a process that starts. Whatever is owed already is held once: the process before may have died while a write was
    /// under way that the store has still to apply.
    /// </summary>
    /// <param name="owed">The lanes in which something is owed at the start.</param>
    /// <param name="settle">How long after it answers again a store may still apply a write that was given up; zero holds nothing.</param>
    /// <param name="time">The clock.</param>
    public SettlingBook(IEnumerable<OwedLane> owed, TimeSpan settle, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(owed);
        ArgumentNullException.ThrowIfNull(time);
        _settle = settle;
        _grain = settle / Division > Finest ? settle / Division : Finest;
        _time = time;
        foreach (var lane in owed)
            Hold(lane, 0);
    }

    /// <summary>
    /// Holds everything in a lane from a sequence on, until the settling time after the next answer of its store. The lane of what no store
    /// holds has no store of its own, and counts from now.
    /// </summary>
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
            var newest = entries.Count > 0 ? entries[^1] : null;
            if (newest is null || (_time.GetElapsedTime(newest.Begun, now) >= _grain && entries.Count < MaxEntries))
                entries.Add(newest = new() { Begun = now, From = firstSequence });
            newest.From = Math.Min(newest.From, firstSequence);
            newest.Latest = now;
            newest.Answered = lane.IsUnstored ? now : null;
        }
    }

    /// <summary>Whether something in a lane is held of which no answer has been seen since: then its store should be asked for one.</summary>
    public bool AwaitsAnswer(OwedLane lane)
    {
        lock (_lock)
            return _lanes.TryGetValue(lane, out var entries) && entries.Exists(static entry => entry.Answered is null);
    }

    /// <summary>Says that a lane's store answered something.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="at">When, as a timestamp of the clock; what was held after that still waits.</param>
    public void Answered(OwedLane lane, long at)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(lane, out var entries))
                return;
            foreach (var entry in entries)
            {
                if (entry.Latest <= at)
                    entry.Answered ??= at;
            }
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

    private void Forget_NeedsLock(List<Entry> entries, long now) =>
        entries.RemoveAll(entry => entry.Answered is { } answered && _time.GetElapsedTime(answered, now) >= _settle);

    private sealed class Entry
    {
        public required long Begun { get; init; }

        public required long From { get; set; }

        /// <summary>The latest hold.</summary>
        public long Latest { get; set; }

        /// <summary>The first answer seen since then; null for none.</summary>
        public long? Answered { get; set; }
    }
}
