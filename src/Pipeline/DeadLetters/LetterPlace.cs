namespace Holdfast.Pipeline.DeadLetters;

/// <summary>A letter and where to read it.</summary>
internal readonly record struct LetterPlace(long Id, long Segment, long Offset);
