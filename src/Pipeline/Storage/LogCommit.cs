namespace Holdfast.Pipeline.Storage;

/// <summary>Where the records of one append came to lie, one behind the other.</summary>
/// <param name="Segment">The first sequence of the segment.</param>
/// <param name="Offset">The offset of the append's first record.</param>
/// <param name="FirstSequence">The sequence of the append's first record.</param>
internal readonly record struct LogCommit(long Segment, long Offset, long FirstSequence);
