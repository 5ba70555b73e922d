namespace Holdfast.Pipeline.Storage;

/// <summary>The outcome of an append.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="FirstSequence">The sequence of its first record, the others follow without a gap; 0 if it was refused.</param>
/// <param name="Message">Why it was refused or failed; null if appended.</param>
internal readonly record struct LogAppendResult(LogAppendStatus Status, long FirstSequence, string? Message);
