namespace Holdfast.Pipeline.Lifecycle;

/// <summary>What the webhook receives: the state of one bucket, not a change of it, so that a repeated one does no harm.</summary>
/// <param name="Bucket">The bucket, as producers name it.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="State"><c>paused</c> or <c>running</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Reasons">Why it is paused; empty when it runs.</param>
internal sealed record LifecycleNotice(string Bucket, string Tier, string State, DateTimeOffset Since, IReadOnlyList<LifecycleReasonText> Reasons);
