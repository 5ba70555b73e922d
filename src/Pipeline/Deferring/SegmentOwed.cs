namespace Holdfast.Pipeline.Deferring;

/// <summary>What is owed in one lane from one segment. Changed only under the index's lock.</summary>
/// <param name="segment">The segment's first sequence.</param>
internal sealed class SegmentOwed(long segment)
{
    public long Segment { get; } = segment;

    /// <summary>All that the lane is owed from it.</summary>
    public OwedTally All { get; } = new();

    /// <summary>Of that, what no store holds.</summary>
    public OwedTally Unstored { get; set; } = new();
}
