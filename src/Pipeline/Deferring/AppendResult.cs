namespace Holdfast.Pipeline.Deferring;

/// <summary>The outcome of an append to the deferred log.</summary>
/// <param name="Status">What became of the batches, all of them alike.</param>
/// <param name="FirstSequence">The sequence of the first batch, 0 if they were not appended.</param>
/// <param name="Message">Why they were not; null if they were.</param>
public readonly record struct AppendResult(AppendStatus Status, long FirstSequence, string? Message);
