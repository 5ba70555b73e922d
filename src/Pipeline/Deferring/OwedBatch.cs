namespace Holdfast.Pipeline.Deferring;

/// <summary>A batch that a store should hold and does not yet.</summary>
/// <param name="Store">The store that is owed.</param>
/// <param name="Tier">The batch's tier.</param>
/// <param name="Bucket">The bucket as producers name it, which the target may call otherwise.</param>
/// <param name="Key">The idempotency key of the request.</param>
/// <param name="LineageId">The request's lineage id.</param>
/// <param name="StoredElsewhere">Whether another store of the tier holds it; if not, the deferred log has the only copy.</param>
/// <param name="Points">How many lines it has.</param>
/// <param name="MinTime">The lowest timestamp, in nanoseconds since 1970.</param>
/// <param name="MaxTime">The highest timestamp, in nanoseconds since 1970.</param>
/// <param name="Lines">The normalised lines. Copied before an append returns control, so the memory may be reused even after a cancelled
/// wait.</param>
public sealed record OwedBatch(
    string Store,
    string Tier,
    string Bucket,
    string Key,
    string LineageId,
    bool StoredElsewhere,
    int Points,
    long MinTime,
    long MaxTime,
    ReadOnlyMemory<byte> Lines)
{
    /// <summary>
    /// Whether a write of the batch that was given up may still be applied by the store. A log that many instances share carries it to whoever
    /// delivers the batch; one that a single process has does not, since that holds whatever is owed when it starts.
    /// </summary>
    public bool Unsettled { get; init; }

    /// <summary>
    /// The trace context that the batch was appended under, a <c>traceparent</c> of W3C's version 00, so that whoever delivers it can name its
    /// trace; null when there is none.
    /// </summary>
    public string? TraceParent { get; init; }
}
