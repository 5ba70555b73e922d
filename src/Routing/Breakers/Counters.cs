namespace Holdfast.Routing.Breakers;

/// <summary>Additions that stop at a bound, so that no report, however corrupt, makes a counter overflow.</summary>
internal static class Counters
{
    /// <summary>More than any store sees; a sum over a histogram's buckets still fits a long.</summary>
    internal const long Maximum = 1_000_000_000_000_000;

    internal static bool IsSound(long count) => count is >= 0 and <= Maximum;

    /// <summary>Both operands are clamped first, so the sum is always between 0 and <see cref="Maximum"/>.</summary>
    internal static long Add(long left, long right) =>
        Math.Min(Maximum, Math.Clamp(left, 0, Maximum) + Math.Clamp(right, 0, Maximum));
}
