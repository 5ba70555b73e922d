namespace Holdfast.Pipeline.DeadLetters;

/// <summary>The letters of one reason.</summary>
/// <param name="Reason">The code.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Bytes">What they take, with all that is kept about them.</param>
public readonly record struct ReasonSummary(string Reason, long Count, long Bytes);
