using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>What a note says of one lane: a range of timestamps, and how much lies in it.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Min">The lowest timestamp, in nanoseconds since 1970.</param>
/// <param name="Max">The highest.</param>
/// <param name="Counts">How much. Its time is, of what was drained, when the last of it was appended.</param>
internal sealed record LaneNote(OwedLane Lane, long Min, long Max, OwedSummary Counts)
{
    /// <summary>Both together, of one lane.</summary>
    public LaneNote And(LaneNote other) => new(Lane, Math.Min(Min, other.Min), Math.Max(Max, other.Max), Counts.And(other.Counts));
}
