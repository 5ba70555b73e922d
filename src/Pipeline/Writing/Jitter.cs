namespace Holdfast.Pipeline.Writing;

/// <summary>Random numbers from a seed, so that a run can be replayed; safe for any number of threads.</summary>
/// <param name="seed">The seed.</param>
public sealed class Jitter(ulong seed)
{
    private long _state = unchecked((long)seed);

    /// <summary>The next number, at least 0 and below 1 (SplitMix64: its state is one counter, so threads need no lock).</summary>
    public double Next()
    {
        unchecked
        {
            var mixed = (ulong)Interlocked.Add(ref _state, (long)0x9E3779B97F4A7C15UL);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            mixed ^= mixed >> 31;
            return (mixed >> 11) * (1.0 / (1UL << 53));
        }
    }
}
