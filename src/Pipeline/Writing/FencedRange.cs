namespace Holdfast.Pipeline.Writing;

/// <summary>A range of a store that something is replayed over.</summary>
/// <param name="Store">The store.</param>
/// <param name="Bucket">The bucket, as producers name it.</param>
/// <param name="MinTime">The earliest timestamp, in nanoseconds since 1970.</param>
/// <param name="MaxTime">The latest.</param>
public sealed record FencedRange(string Store, string Bucket, long MinTime, long MaxTime);
