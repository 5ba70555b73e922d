namespace Holdfast.Routing.Recovery;

/// <summary>One reason for a pause.</summary>
/// <param name="Cause">What it is.</param>
/// <param name="Store">The store that it is about; empty for <see cref="LifecycleCause.Soaking"/>.</param>
public sealed record LifecycleReason(LifecycleCause Cause, string Store);
