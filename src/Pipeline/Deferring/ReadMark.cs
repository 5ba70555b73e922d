namespace Holdfast.Pipeline.Deferring;

/// <summary>What has to be taken off the index when a record that was read is delivered, and where the one behind it begins.</summary>
internal readonly record struct ReadMark(
    long Sequence, long Segment, long NextOffset, string Store, int Points, int Bytes, bool StoredElsewhere, long AppendedTicks);
