namespace Holdfast.Soak.Faults;

/// <summary>What the schedule must know of a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tier">The tier that it serves.</param>
/// <param name="IsPrimary">Whether it is the tier's primary.</param>
/// <param name="CanMisbehave">Whether it can be told to be slow, to fail and to throttle.</param>
/// <param name="CanChangeRetention">Whether its time to live can be changed.</param>
/// <param name="Forgets">
/// Whether, killed, it forgets what it acknowledged in its last seconds. Holdfast makes up for that from memory, so that the two must not be
/// killed within the same seconds: that loss would be the store's own.
/// </param>
internal sealed record StoreTraits(string Name, string Tier, bool IsPrimary, bool CanMisbehave, bool CanChangeRetention, bool Forgets);
