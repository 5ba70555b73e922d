namespace Holdfast.Pipeline.Writing;

/// <summary>The fences that other instances have raised, and where this one raises its own for them. Expected failures are values. Safe for any number of threads.</summary>
public interface ISharedFences
{
    /// <summary>
    /// Whether another instance is replaying something over this range, both ends included, or may be: also true while it is not known. Cheap
    /// enough for every write.
    /// </summary>
    bool Overlaps(string store, string bucket, long minTime, long maxTime);

    /// <summary>
    /// Whether another instance is replaying something over this range at this moment, or may be: also true while the fences of the others are not
    /// known. What this instance has still to append itself does not count: that it waits for room in the log must not hold up the drain that makes it.
    /// </summary>
    bool Holds(string store, string bucket, long minTime, long maxTime);

    /// <summary>
    /// Raises fences for all instances, and completes when each of them either knows or treats everything as fenced, and every write that any of
    /// them sent before is over. They hold until they are lowered, or for a while after this process has died.
    /// </summary>
    /// <param name="ranges">What is about to be replayed over.</param>
    /// <param name="cancellation">Ends the wait; the fence is lowered then.</param>
    Task<SharedFence> RaiseAsync(IReadOnlyList<FencedRange> ranges, CancellationToken cancellation);
}
