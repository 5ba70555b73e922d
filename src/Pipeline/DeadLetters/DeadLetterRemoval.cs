namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The outcome of removing letters.</summary>
/// <param name="Status">Whether they are gone for good.</param>
/// <param name="Removed">How many there were; ids that are unknown or removed already do not count.</param>
/// <param name="Message">Why they are still there; null if they are not.</param>
public sealed record DeadLetterRemoval(DeadLetterStatus Status, int Removed, string? Message);
