namespace Holdfast.Standalone.Commands.Operating;

/// <summary>A store's place in one tier's chain.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Bucket">The bucket on the store.</param>
/// <param name="Position">From 0, the primary.</param>
/// <param name="Eligible">Whether it may be written to.</param>
/// <param name="Reason">Why not; empty when it may.</param>
internal sealed record TargetStatus(string Tier, string? Bucket, int Position, bool Eligible, string? Reason);
