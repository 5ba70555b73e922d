namespace Holdfast.Pipeline.Deferring;

/// <summary>What one store is owed.</summary>
/// <param name="Batches">How many batches.</param>
/// <param name="Points">How many points they have.</param>
/// <param name="Bytes">How many bytes of line protocol they have.</param>
/// <param name="Oldest">No batch is older than this; null if nothing is owed.</param>
/// <param name="OnlyHere">How many of the batches no store holds.</param>
public readonly record struct OwedSummary(long Batches, long Points, long Bytes, DateTimeOffset? Oldest, long OnlyHere);
