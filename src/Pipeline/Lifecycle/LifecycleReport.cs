namespace Holdfast.Pipeline.Lifecycle;

/// <summary>The answer to whether a bucket's downsampling and compaction may run.</summary>
/// <param name="Bucket">The bucket, as producers name it.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="Paused">Whether they must wait.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Reasons">Why they must; empty when they need not.</param>
/// <param name="Tasks">The tasks of InfluxDB 2 stores that touch the bucket and were looked at because of the pause.</param>
public sealed record LifecycleReport(
    string Bucket, string Tier, bool Paused, DateTimeOffset Since, IReadOnlyList<LifecycleReasonText> Reasons, IReadOnlyList<LifecycleTask> Tasks);
