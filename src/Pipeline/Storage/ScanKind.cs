namespace Holdfast.Pipeline.Storage;

/// <summary>What a <see cref="SegmentScanner"/> came upon.</summary>
internal enum ScanKind
{
    /// <summary>A valid record.</summary>
    Record = 0,

    /// <summary>A stretch without a valid record.</summary>
    Gap,

    /// <summary>The end of the range.</summary>
    End,

    /// <summary>The disk could not read on.</summary>
    Fault,
}
