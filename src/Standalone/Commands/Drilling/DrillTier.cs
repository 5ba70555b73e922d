namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>One tier that is written to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bucket">The bucket by which producers address it.</param>
/// <param name="Token">The token for it; null when Holdfast is open.</param>
/// <param name="Primary">The store of its first target.</param>
internal sealed record DrillTier(string Name, string Bucket, string? Token, string Primary);
