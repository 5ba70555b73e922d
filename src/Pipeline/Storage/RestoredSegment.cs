namespace Holdfast.Pipeline.Storage;

/// <summary>What became of a segment that was to be written again under its name.</summary>
/// <param name="File">The new file, which has the name now; null if the former is all there is.</param>
/// <param name="Lost">Bytes that the former file did not hold any more; zeroes are in their place.</param>
/// <param name="Outcome">Whether it is durable. A fault with a file: its folder has yet to be synced.</param>
internal readonly record struct RestoredSegment(IStorageFile? File, long Lost, StorageResult Outcome);
