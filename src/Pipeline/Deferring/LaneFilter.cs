using System.Text;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// Which records of a segment belong to a lane. In the lane of what no store holds a group of records, one per store that is owed the batch,
/// counts once, by its first; it is out as soon as one of those stores has been given it.
/// </summary>
internal sealed class LaneFilter(OwedLane lane, OwedIndex index)
{
    private readonly byte[] _store = Encoding.UTF8.GetBytes(lane.Store);
    private readonly byte[] _bucket = Encoding.UTF8.GetBytes(lane.Bucket);
    private LoggedBatch? _first;
    private byte[] _lineage = [];
    private long _next;

    /// <summary>Whether the records that follow may still belong to the group of the one taken last.</summary>
    public bool LooksForFellows => _first is not null;

    public bool Wants(ReadOnlySpan<byte> payload) =>
        lane.IsUnstored ? DeferredRecord.IsUnstored(payload, _bucket) : DeferredRecord.IsFor(payload, _store, _bucket);

    /// <summary>Whether the record's own lane has not passed it.</summary>
    public bool IsStillOwed(long sequence, in DeferredHeader header) => !lane.IsUnstored || sequence > index.Cursor(header.Lane);

    public void Take(LoggedBatch batch, OwedScan scan)
    {
        scan.Batches.Add(batch);
        if (!lane.IsUnstored) return;
        (_first, _next, _lineage) = (batch, batch.Sequence + 1, Encoding.UTF8.GetBytes(batch.Batch.LineageId));
    }

    /// <summary>Whether the record is another of the group of the one taken last, which is then out if this one has been delivered.</summary>
    public bool TakesAsFellow(in ScanStep step, NameCache names, OwedScan scan)
    {
        if (_first is not { } first) return false;
        if (step.Sequence != _next || !DeferredRecord.TryReadHeader(step.Payload.Span, names, out var header)
            || !string.Equals(header.Bucket, lane.Bucket, StringComparison.Ordinal) || !DeferredRecord.IsFellow(step.Payload.Span, _lineage))
        {
            _first = null;
            return false;
        }

        _next++;
        if (step.Sequence <= index.Cursor(header.Lane) && scan.Batches.Count > 0 && ReferenceEquals(scan.Batches[^1], first))
            scan.Batches.RemoveAt(scan.Batches.Count - 1);
        return true;
    }
}
