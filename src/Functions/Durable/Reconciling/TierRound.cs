namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>When a tier is to be compared next.</summary>
/// <param name="Tier">The tier's name.</param>
/// <param name="Interval">The present interval, without its spreading.</param>
/// <param name="Due">When.</param>
public sealed record TierRound(string Tier, TimeSpan Interval, DateTimeOffset Due);
