namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// The durable, ordered record of what each store is owed, with one cursor per lane. Expected failures are values. Safe for concurrent
/// callers; one drain at a time per lane, because two would each deliver the same batches.
/// </summary>
public interface IDeferredLog
{
    /// <summary>
    /// All lanes in which something is owed, whether or not they are still configured, by store and bucket; the lanes of what no store holds
    /// (<see cref="OwedLane.IsUnstored"/>) come first.
    /// </summary>
    IReadOnlyList<OwedLane> Lanes { get; }

    /// <summary>All stores that are owed something, whether or not they are still configured.</summary>
    IReadOnlyList<string> Stores { get; }

    /// <summary>How full the log is, and what it has met on the disk: a report, made anew each time.</summary>
    DeferredUsage Usage { get; }

    /// <summary>The share of <see cref="Usage"/> alone, cheap enough for every write.</summary>
    double Share { get; }

    /// <summary>Nothing that is appended from now on gets a sequence below this.</summary>
    long NextSequence { get; }

    /// <summary>
    /// Appends all batches or none, and completes when they are durable. An empty list is appended at once. Cancelling ends the wait only:
    /// the batches may still become durable. Where one batch is appended for several stores at once, in one call and next to each other,
    /// only the first is to say that no store holds it.
    /// </summary>
    Task<AppendResult> AppendAsync(IReadOnlyList<OwedBatch> batches, CancellationToken cancellationToken);

    /// <summary>
    /// The next batches that are owed in a lane, behind its cursor, up to <paramref name="maxBytes"/> of lines, at least one if there is any.
    /// Reading moves nothing but past what is lost or, in a lane of unstored batches, stored by now: without <see cref="AdvanceAsync"/> the
    /// next call reads the same.
    /// </summary>
    Task<OwedRead> ReadAsync(OwedLane lane, int maxBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Says that everything in a lane up to and including a sequence that was read is delivered, and completes when that is durable. Below
    /// the cursor it does nothing; above everything appended it throws. In a lane of unstored batches, that some store has them by now: they
    /// stay owed to their own.
    /// </summary>
    Task<AdvanceResult> AdvanceAsync(OwedLane lane, long throughSequence, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a drain gives a lane up before it has advanced past all that it read, so that another process may soon drain it where several
    /// share the log. What was read and not advanced past is read again. Needed by nobody who reads on.
    /// </summary>
    Task ReleaseAsync(OwedLane lane);

    /// <summary>What is owed in a lane; all zero for one that is unknown.</summary>
    OwedSummary Owed(OwedLane lane);

    /// <summary>What a store is owed in all its lanes; all zero for one that is unknown.</summary>
    OwedSummary Owed(string store);

    /// <summary>
    /// The fence (I3): whether something with a timestamp in this range, both ends included, may be owed in the lane. Never a false 'no' for
    /// what has been acknowledged; a 'yes' may be too careful, since it looks only at the lowest and highest timestamp owed. Cheap enough for
    /// every write.
    /// </summary>
    bool Overlaps(OwedLane lane, long minTime, long maxTime);
}
