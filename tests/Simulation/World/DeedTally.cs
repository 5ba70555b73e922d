namespace Holdfast.Simulation.World;

/// <summary>How often each deed was done.</summary>
internal sealed class DeedTally
{
    private readonly long[] _counts = new long[Enum.GetValues<Deed>().Length];

    public long this[Deed deed] => _counts[(int)deed];

    public void Add(Deed deed, long count) => _counts[(int)deed] += count;

    /// <summary>Adds another world's.</summary>
    public void Add(DeedTally other)
    {
        for (var deed = 0; deed < _counts.Length; deed++)
            _counts[deed] += other._counts[deed];
    }
}
