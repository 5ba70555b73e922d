namespace Holdfast.Pipeline.DeadLetters;

/// <summary>Some of the letters, oldest first.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="NextAfterId">What to ask for next; null if there are no more.</param>
/// <param name="Unreadable">How many letters were passed over because their bytes are damaged.</param>
/// <param name="Fault">What kept the page short; null if nothing did. Asking again from <paramref name="NextAfterId"/> goes on
/// there.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Letters, string? NextAfterId, int Unreadable, string? Fault);
