namespace Holdfast.Soak.Traffic;

/// <summary>Whether Holdfast is there, as far as the soak itself has to do with it. Safe for any number of threads.</summary>
internal sealed class HoldfastLife
{
    private int _changes;

    /// <summary>Rises whenever Holdfast is killed and whenever it is back: odd while it takes writes.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Whether it takes writes.</summary>
    public bool IsUp => Changes % 2 == 1;

    /// <summary>It is back, or about to be killed.</summary>
    public void Change() => Interlocked.Increment(ref _changes);

    /// <summary>Whether it took writes from then until now, without a break.</summary>
    /// <param name="then">What <see cref="Changes"/> was then.</param>
    public bool WasUpSince(int then) => then % 2 == 1 && then == Changes;
}
