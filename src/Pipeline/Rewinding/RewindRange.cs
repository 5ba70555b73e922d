namespace Holdfast.Pipeline.Rewinding;

/// <summary>What a replay will write into one bucket.</summary>
/// <param name="Bucket">The bucket, as producers name it.</param>
/// <param name="MinTime">The earliest timestamp, in nanoseconds since 1970.</param>
/// <param name="MaxTime">The latest.</param>
internal sealed record RewindRange(string Bucket, long MinTime, long MaxTime);
