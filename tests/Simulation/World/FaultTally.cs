using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.World;

/// <summary>How often each kind of fault really did something.</summary>
internal sealed class FaultTally
{
    private readonly long[] _counts = new long[Enum.GetValues<FaultKind>().Length];

    public long this[FaultKind kind] => _counts[(int)kind];

    public void Count(FaultKind kind) => _counts[(int)kind]++;

    /// <summary>Adds another world's.</summary>
    public void Add(FaultTally other)
    {
        for (var kind = 0; kind < _counts.Length; kind++)
            _counts[kind] += other._counts[kind];
    }
}
