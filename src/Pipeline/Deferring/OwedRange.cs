namespace Holdfast.Pipeline.Deferring;

/// <summary>The timestamps that a store is owed for one bucket; replaced whole, so that the fence reads it without a lock.</summary>
/// <param name="Count">How many batches it stands for.</param>
/// <param name="Min">The lowest timestamp, in nanoseconds.</param>
/// <param name="Max">The highest timestamp, in nanoseconds.</param>
internal sealed record OwedRange(long Count, long Min, long Max)
{
    public OwedRange With(long count, long min, long max) => new(Count + count, Math.Min(Min, min), Math.Max(Max, max));

    public bool Overlaps(long min, long max) => Min <= max && Max >= min;
}
