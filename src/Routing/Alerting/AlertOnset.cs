namespace Holdfast.Routing.Alerting;

/// <summary>Since when the condition of an alert has held.</summary>
/// <param name="Id">The alert.</param>
/// <param name="Tier">Its tier, or null.</param>
/// <param name="Store">Its store, or null.</param>
/// <param name="Since">The first reading that showed it.</param>
public sealed record AlertOnset(AlertId Id, string? Tier, string? Store, DateTimeOffset Since);
