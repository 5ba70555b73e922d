namespace Holdfast.Pipeline.Deferring;

/// <summary>A batch as the deferred log holds it.</summary>
/// <param name="Sequence">Its place in the order of acknowledgement; rises, with gaps, from 1.</param>
/// <param name="AppendedAt">When it was appended, by the clock of that moment; precise to 100 ns.</param>
/// <param name="Batch">The batch; its lines are a copy of the reader's own.</param>
public sealed record LoggedBatch(long Sequence, DateTimeOffset AppendedAt, OwedBatch Batch);
