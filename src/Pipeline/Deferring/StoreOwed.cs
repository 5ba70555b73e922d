namespace Holdfast.Pipeline.Deferring;

/// <summary>What one store is owed. Changed only under the index's lock.</summary>
internal sealed class StoreOwed
{
    /// <summary>The store has everything up to and including this sequence.</summary>
    public long Cursor { get; set; }

    /// <summary>In order; only segments from which something is owed.</summary>
    public List<SegmentOwed> Segments { get; } = [];
}
