namespace Holdfast.Pipeline.Deferring;

/// <summary>What is owed in one lane. Changed only under the index's lock.</summary>
internal sealed class LaneOwed
{
    /// <summary>Everything up to and including this sequence is delivered.</summary>
    public long Cursor { get; set; }

    /// <summary>In order; only segments from which something is owed.</summary>
    public List<SegmentOwed> Segments { get; } = [];
}
