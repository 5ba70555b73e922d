namespace Holdfast.Pipeline.Reconciling;

/// <summary>A range that a repair may still be written to, as it is kept on the disk.</summary>
/// <param name="Store">The store that is healed.</param>
/// <param name="Bucket">The bucket, as producers name it.</param>
/// <param name="MinTime">The earliest timestamp, in nanoseconds since 1970.</param>
/// <param name="MaxTime">The latest.</param>
internal sealed record PendingRepair(string Store, string Bucket, long MinTime, long MaxTime);
