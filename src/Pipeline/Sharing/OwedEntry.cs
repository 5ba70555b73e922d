using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>One announcement of a lane, or several neighbouring ones taken together, as far as it is not cleared.</summary>
/// <param name="Sequence">The last announcement's place on the board.</param>
/// <param name="Min">The lowest timestamp, in nanoseconds since 1970.</param>
/// <param name="Max">The highest.</param>
/// <param name="Counts">How much was announced; its oldest is when the first announcement became durable, by the board's clock.</param>
/// <param name="ReadAt">When the last announcement was read, by the clock that never jumps.</param>
internal sealed record OwedEntry(long Sequence, long Min, long Max, OwedSummary Counts, long ReadAt)
{
    /// <summary>Both as one: wider, and cleared only as late as the later one.</summary>
    public OwedEntry And(OwedEntry later) =>
        new(later.Sequence, Math.Min(Min, later.Min), Math.Max(Max, later.Max), Counts.And(later.Counts), Math.Max(ReadAt, later.ReadAt));

    public bool Overlaps(long min, long max) => Min <= max && Max >= min;
}
