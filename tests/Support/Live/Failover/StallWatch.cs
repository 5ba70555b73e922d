using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>
/// Tells a slow answer's cause: whether the machine kept this process waiting (a thread that sleeps briefly wakes late), the disk everybody who
/// syncs (a small file of its own), the thread pool was exhausted (an empty work item waits), or the garbage collector had stopped everything.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(10);

    /// <summary>Between two looks at the disk: seldom enough to be no load, and what is missed of a stall is no longer than this.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    /// <summary>Shorter ones are not kept; a machine that is left alone wakes a thread far sooner.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private readonly TimeSpan _pausedBefore = GC.GetTotalPauseDuration();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"holdfast-stall-{Guid.NewGuid():N}");
    private readonly List<Stall> _stalls = [];
    private readonly Thread[] _threads;
    private volatile bool _stopped;
    private long _machine;
    private long _disk;
    private long _pool;

    public StallWatch()
    {
        _threads = [new(Watch) { IsBackground = true, Name = "stall watch" }, new(WatchDisk) { IsBackground = true, Name = "disk watch" }];
        Array.ForEach(_threads, static thread => thread.Start());
    }

    /// <summary>The longest that a thread ready to run was not run.</summary>
    public TimeSpan Machine => new(Interlocked.Read(ref _machine));

    /// <summary>The longest that a few bytes took to be synced.</summary>
    public TimeSpan Disk => new(Interlocked.Read(ref _disk));

    /// <summary>The longest that a work item waited for a thread of the pool.</summary>
    public TimeSpan Pool => new(Interlocked.Read(ref _pool));

    /// <summary>All pauses of the garbage collector since the beginning.</summary>
    public TimeSpan Collector => GC.GetTotalPauseDuration() - _pausedBefore;

    /// <summary>How much of a span of time the machine or the disk stood still; never more than the span.</summary>
    /// <param name="from">Its beginning, as <see cref="Stopwatch.GetTimestamp"/> tells.</param>
    /// <param name="to">Its end.</param>
    public TimeSpan Between(long from, long to)
    {
        lock (_stalls)
        {
            var (sum, end) = (0L, from);
            foreach (var stall in _stalls.Where(stall => stall.From < to && stall.To > from).OrderBy(static stall => stall.From))
            {
                sum += Math.Max(0, Math.Min(stall.To, to) - Math.Max(stall.From, end));
                end = Math.Max(end, stall.To);
            }

            return Stopwatch.GetElapsedTime(0, sum);
        }
    }

    public void Dispose()
    {
        _stopped = true;
        Array.ForEach(_threads, static thread => thread.Join());
        File.Delete(_file);
    }

    private void Watch()
    {
        while (!_stopped)
        {
            var asleep = Stopwatch.GetTimestamp();
            Thread.Sleep(Nap);
            Note(ref _machine, asleep + (long)(Nap.TotalSeconds * Stopwatch.Frequency));
            var queued = Stopwatch.GetTimestamp();
            ThreadPool.UnsafeQueueUserWorkItem(_ => Raise(ref _pool, Stopwatch.GetElapsedTime(queued)), null);
        }
    }

    private void WatchDisk()
    {
        using var file = new FileStream(_file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        while (!_stopped)
        {
            var began = Stopwatch.GetTimestamp();
            file.Position = 0;
            file.Write("synced"u8);
            file.Flush(flushToDisk: true);
            Note(ref _disk, began);
            Thread.Sleep(Rest);
        }
    }

    private void Note(ref long worst, long since)
    {
        var now = Stopwatch.GetTimestamp();
        var lasted = Stopwatch.GetElapsedTime(since, now);
        Raise(ref worst, lasted);
        if (lasted < Short)
            return;
        lock (_stalls)
            _stalls.Add(new(since, now));
    }

    private static void Raise(ref long worst, TimeSpan seen)
    {
        for (var known = Interlocked.Read(ref worst); seen.Ticks > known;)
        {
            var before = Interlocked.CompareExchange(ref worst, seen.Ticks, known);
            if (before == known)
                return;
            known = before;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Stall(long From, long To);
}
