using System.Collections.Concurrent;

namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>Every point that was sent. Grows with the drill, about 200 bytes a point. Safe for several producers, each with points of its own.</summary>
internal sealed class DrillLedger
{
    private readonly ConcurrentDictionary<long, SentPoint> _points = new();
    private long _last;

    /// <summary>All points.</summary>
    public IEnumerable<SentPoint> All => _points.Values;

    /// <summary>The lowest timestamp; 0 before the first point.</summary>
    public long First { get; private set; }

    /// <summary>The highest timestamp; 0 before the first point.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Begins a point whose timestamp no other one has: now, or just after the last one.</summary>
    public SentPoint Begin(string tier, DateTimeOffset now)
    {
        var wanted = (now - DateTimeOffset.UnixEpoch).Ticks * 100;
        long last, time;
        do
        {
            last = Volatile.Read(ref _last);
            time = Math.Max(wanted, last + 1000);
        }
        while (Interlocked.CompareExchange(ref _last, time, last) != last);
        if (last == 0)
            First = time;
        return _points[time] = new(time, tier);
    }

    /// <summary>The point of that timestamp, or null.</summary>
    public SentPoint? Find(long time) => _points.GetValueOrDefault(time);
}
