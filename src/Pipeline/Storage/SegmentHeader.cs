namespace Holdfast.Pipeline.Storage;

/// <summary>What the first bytes of a segment are.</summary>
internal enum SegmentHeader
{
    /// <summary>Cut short, overwritten or bit-rotten; the file's name still tells the first sequence.</summary>
    Damaged = 0,

    /// <summary>As written by this version.</summary>
    Valid,

    /// <summary>Intact, but of a version that this one cannot read.</summary>
    OtherVersion,
}
