namespace Holdfast.Fuzzing.Running;

/// <summary>From seeds to inputs.</summary>
internal static class Seeds
{
    /// <summary>The input of a seed. Neighbouring seeds have nothing in common.</summary>
    public static byte[] InputOf(FuzzTarget target, long seed)
    {
        var mixed = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return target.Make(new Random((int)((mixed ^ (mixed >> 31)) & int.MaxValue)));
    }
}
