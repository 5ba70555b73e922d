namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>The input of <see cref="LookAtTiers"/>; an activity always has one.</summary>
/// <param name="Round">The number of tiers that are known so far.</param>
public sealed record TierTask(int Round);
