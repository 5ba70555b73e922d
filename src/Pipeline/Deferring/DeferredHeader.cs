namespace Holdfast.Pipeline.Deferring;

/// <summary>What the index needs of a record, without its lines.</summary>
internal readonly record struct DeferredHeader(
    string Store, string Bucket, bool StoredElsewhere, int Points, int Bytes, long MinTime, long MaxTime, long AppendedTicks)
{
    public OwedLane Lane => new(Store, Bucket);
}
