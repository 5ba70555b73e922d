using System.Diagnostics;

namespace Holdfast.Tests.Support.Live.Failover;

/// <summary>
/// Tells a slow answer's cause: whether the machine kept this process waiting (a thread that sleeps briefly wakes late), the thread pool
/// was exhausted (an empty work item waits), or the garbage collector had stopped everything.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(10);

    private readonly TimeSpan _pausedBefore = GC.GetTotalPauseDuration();
    private readonly Thread _thread;
    private volatile bool _stopped;
    private long _machine;
    private long _pool;

    public StallWatch()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "stall watch" };
        _thread.Start();
    }

    /// <summary>The longest that a thread ready to run was not run.</summary>
    public TimeSpan Machine => new(Interlocked.Read(ref _machine));

    /// <summary>The longest that a work item waited for a thread of the pool.</summary>
    public TimeSpan Pool => new(Interlocked.Read(ref _pool));

    /// <summary>All pauses of the garbage collector since the beginning.</summary>
    public TimeSpan Collector => GC.GetTotalPauseDuration() - _pausedBefore;

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Watch()
    {
        while (!_stopped)
        {
            var asleep = Stopwatch.GetTimestamp();
            Thread.Sleep(Nap);
            Raise(ref _machine, Stopwatch.GetElapsedTime(asleep) - Nap);
            var queued = Stopwatch.GetTimestamp();
            ThreadPool.UnsafeQueueUserWorkItem(_ => Raise(ref _pool, Stopwatch.GetElapsedTime(queued)), null);
        }
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
}
