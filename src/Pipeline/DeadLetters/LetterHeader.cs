namespace Holdfast.Pipeline.DeadLetters;

/// <summary>What the index needs of a letter, without its text.</summary>
internal readonly record struct LetterHeader(long Id, long TimeTicks, string Reason);
