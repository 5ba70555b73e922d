namespace Holdfast.Pipeline.Deferring;

/// <summary>
/// One queue of the deferred log: what a store is owed for one tier. Each has a cursor of its own, so that a target which cannot be written to
/// holds up no other tier of its store. A series lives in one bucket, so the order within a lane is all the order that replay needs (I3).
/// </summary>
/// <param name="Store">The store that is owed; empty for the lane of what no store holds.</param>
/// <param name="Bucket">The tier's bucket as producers name it.</param>
public readonly record struct OwedLane(string Store, string Bucket)
{
    /// <summary>
    /// Whether it is the lane of what no store holds: no store's queue but a view over those of all stores, on batches that are also owed in one
    /// of them.
    /// </summary>
    public bool IsUnstored => Store.Length == 0;

    /// <summary>
    /// The lane of the batches of a bucket that no store holds. A batch leaves it when this lane is advanced past it, or when a store that is
    /// owed the same batch has been given it.
    /// </summary>
    public static OwedLane Unstored(string bucket) => new("", bucket);

    /// <inheritdoc/>
    public override string ToString() => $"{Store}/{Bucket}";
}
