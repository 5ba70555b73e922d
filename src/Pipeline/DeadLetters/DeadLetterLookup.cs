namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The outcome of looking for one letter.</summary>
/// <param name="Letter">The letter; null if there is none under this id, or if <paramref name="Fault"/> says why it cannot be read.</param>
/// <param name="Fault">What hindered the reading; null if nothing did.</param>
public sealed record DeadLetterLookup(DeadLetter? Letter, string? Fault);
