namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>The payload of <see cref="DurableNames.ReconcileEvent"/>: what is to be compared at once.</summary>
/// <param name="Tier">The tier's name; null for all.</param>
/// <param name="From">The first timestamp; null for what the timer compares.</param>
/// <param name="To">The first timestamp behind; null for the present.</param>
public sealed record ReconcileCall(string? Tier = null, DateTimeOffset? From = null, DateTimeOffset? To = null);
