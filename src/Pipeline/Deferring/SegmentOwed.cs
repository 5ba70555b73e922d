namespace Holdfast.Pipeline.Deferring;

/// <summary>What one store is owed from one segment. Changed only under the index's lock.</summary>
/// <param name="segment">The segment's first sequence.</param>
internal sealed class SegmentOwed(long segment)
{
    public long Segment { get; } = segment;

    /// <summary>The highest sequence here that is for the store.</summary>
    public long LastSequence { get; set; }

    public long Batches { get; set; }

    public long Points { get; set; }

    public long Bytes { get; set; }

    public long OnlyHere { get; set; }

    /// <summary>No batch here was appended before this, in UTC ticks.</summary>
    public long OldestTicks { get; set; } = long.MaxValue;

    public Dictionary<string, OwedRange> Buckets { get; } = new(StringComparer.Ordinal);
}
