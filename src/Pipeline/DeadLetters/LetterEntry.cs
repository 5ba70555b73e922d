namespace Holdfast.Pipeline.DeadLetters;

/// <summary>Where one letter lies; about 48 bytes, kept for every letter.</summary>
internal struct LetterEntry
{
    public long Id;
    public long Segment;
    public long Offset;
    public long TimeTicks;
    public int Bytes;
    public bool Removed;
    public LetterReason Reason;
}
