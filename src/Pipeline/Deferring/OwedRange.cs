namespace Holdfast.Pipeline.Deferring;

/// <summary>The timestamps that are owed in one lane; replaced whole, so that the fence reads it without a lock.</summary>
/// <param name="Min">The lowest timestamp, in nanoseconds.</param>
/// <param name="Max">The highest timestamp, in nanoseconds.</param>
internal sealed record OwedRange(long Min, long Max)
{
    /// <summary>The range that spans both; null stands for none.</summary>
    public static OwedRange? Widen(OwedRange? one, OwedRange? other) =>
        one is null ? other : other is null ? one : new(Math.Min(one.Min, other.Min), Math.Max(one.Max, other.Max));

    public bool Overlaps(long min, long max) => Min <= max && Max >= min;
}
