namespace Holdfast.Pipeline.Recovering;

/// <summary>What a replay did.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Batches">The batches that were written again.</param>
/// <param name="Points">Their points.</param>
/// <param name="Message">Why it failed; empty when it did not.</param>
public sealed record RewindResult(RewindStatus Status, int Batches, long Points, string Message);
