namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The outcome of adding letters, all of them alike.</summary>
/// <param name="Status">What became of them.</param>
/// <param name="Ids">
/// Their ids, in the order of the drafts; empty if they were not added, or if the quarantine is a queue, which tells ids only to those who list.
/// </param>
/// <param name="Message">Why they were not; null if they were.</param>
public sealed record DeadLetterAddition(DeadLetterStatus Status, IReadOnlyList<string> Ids, string? Message);
