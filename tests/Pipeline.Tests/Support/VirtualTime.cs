namespace Holdfast.Pipeline.Tests.Support;

/// <summary>The clock of a <see cref="VirtualWorld"/>. Ticks at an odd frequency, so that mistaken units show.</summary>
internal sealed class VirtualTime : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<(TimeSpan Due, long Order), VirtualTimer> _timers = [];
    private long _order;

    public TimeSpan Elapsed { get; private set; }

    public override long TimestampFrequency => 7_777_777;

    /// <summary>How far the wall clock was set off from the time that has passed.</summary>
    public TimeSpan SetOff { get; set; }

    public override DateTimeOffset GetUtcNow() => Start + Elapsed + SetOff;

    // Rounded up, so that a span that has passed is never measured as a little less.
    public override long GetTimestamp() => (long)Math.Ceiling((decimal)Elapsed.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next timer and fires it; false when there is none.</summary>
    public bool FireNext()
    {
        if (_timers.Count == 0)
            return false;
        var (key, timer) = _timers.First();
        _timers.Remove(key);
        Elapsed = key.Due > Elapsed ? key.Due : Elapsed;
        timer.Fire();
        return true;
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private (TimeSpan Due, long Order)? _key;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_key is { } set)
                time._timers.Remove(set);
            _key = null;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
                Set(dueTime);
            return true;
        }

        public void Fire()
        {
            _key = null;
            if (_period > TimeSpan.Zero)
                Set(_period);
            callback(state);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan due)
        {
            var key = (time.Elapsed + due, time._order++);
            _key = key;
            time._timers.Add(key, this);
        }
    }
}
