namespace Holdfast.Pipeline.Deferring;

/// <summary>What an <see cref="OwedReader"/> found.</summary>
/// <param name="Batches">The batches, if they were asked for.</param>
/// <param name="Marks">The same records for the index.</param>
/// <param name="Fault">What stopped it early; null if nothing did.</param>
internal sealed record OwedScan(List<LoggedBatch> Batches, List<ReadMark> Marks, string? Fault);
