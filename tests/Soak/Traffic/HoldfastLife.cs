using System.Diagnostics;

namespace Holdfast.Soak.Traffic;

/// <summary>Whether Holdfast is there, as far as the soak itself has to do with it. Safe for any number of threads.</summary>
internal sealed class HoldfastLife
{
    /// <summary>What a process that has just been started is given to warm up: it compiles, and everything that waited comes at once.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    private int _changes;
    private long _changed = Stopwatch.GetTimestamp();

    /// <summary>Rises whenever Holdfast is killed and whenever it is back: odd while it takes writes.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Whether it takes writes.</summary>
    public bool IsUp => Changes % 2 == 1;

    /// <summary>Whether it was not there, or only just, a moment ago.</summary>
    public bool IsFresh => !IsUp || Stopwatch.GetElapsedTime(Interlocked.Read(ref _changed)) < WarmUp;

    /// <summary>It is back, or about to be killed.</summary>
    public void Change()
    {
        Interlocked.Exchange(ref _changed, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Whether it took writes from then until now, without a break.</summary>
    /// <param name="then">What <see cref="Changes"/> was then.</param>
    public bool WasUpSince(int then) => then % 2 == 1 && then == Changes;
}
