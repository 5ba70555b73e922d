namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// The durable, ordered record of what each store is owed, with one cursor per store. Expected failures are values. Safe for concurrent
/// callers; one drain at a time per store, because two would each deliver the same batches.
/// </summary>
public interface IDeferredLog
{
    /// <summary>All stores that are owed something, whether or not they are still configured.</summary>
    IReadOnlyList<string> Stores { get; }

    /// <summary>How full the log is, and what it has met on the disk: a report, made anew each time.</summary>
    DeferredUsage Usage { get; }

    /// <summary>The share of <see cref="Usage"/> alone, cheap enough for every write.</summary>
    double Share { get; }

    /// <summary>
    /// Appends all batches or none, and completes when they are durable. An empty list is appended at once. Cancelling ends the wait only:
    /// the batches may still become durable.
    /// </summary>
    Task<AppendResult> AppendAsync(IReadOnlyList<OwedBatch> batches, CancellationToken cancellationToken);

    /// <summary>
    /// The next batches that a store is owed, behind its cursor, up to <paramref name="maxBytes"/> of lines, at least one if there is any.
    /// Reading moves nothing: without <see cref="AdvanceAsync"/> the next call reads the same.
    /// </summary>
    Task<OwedRead> ReadAsync(string store, int maxBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a store has everything up to and including a sequence that was read, and completes when that is durable. Below the cursor
    /// it does nothing; above everything appended it throws.
    /// </summary>
    Task<AdvanceResult> AdvanceAsync(string store, long throughSequence, CancellationToken cancellationToken);

    /// <summary>What a store is owed; all zero for one that is unknown.</summary>
    OwedSummary Owed(string store);

    /// <summary>
    /// The fence (I3): whether something with a timestamp in this range, both ends included, may be owed to the store for the bucket. Never
    /// a false 'no' for what has been acknowledged; a 'yes' may be too careful, since it looks only at the lowest and highest timestamp
    /// owed. Cheap enough for every write.
    /// </summary>
    bool Overlaps(string store, string bucket, long minTime, long maxTime);
}
