namespace Holdfast.Standalone.Commands.Operating;

/// <summary>What a store is owed.</summary>
/// <param name="Batches">Batches.</param>
/// <param name="Points">Points in them.</param>
/// <param name="Bytes">Bytes in them.</param>
/// <param name="Oldest">When the oldest was accepted; null when nothing is owed.</param>
internal sealed record OwedStatus(long Batches, long Points, long Bytes, DateTimeOffset? Oldest);
