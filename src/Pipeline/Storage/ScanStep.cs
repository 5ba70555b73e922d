namespace Holdfast.Pipeline.Storage;

/// <summary>One step of a <see cref="SegmentScanner"/>.</summary>
/// <param name="Kind">What it came upon.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How many bytes it covers.</param>
/// <param name="Sequence">The record's sequence.</param>
/// <param name="Payload">The record's payload; valid until the next step.</param>
/// <param name="Message">The disk's words, for a fault.</param>
internal readonly record struct ScanStep(
    ScanKind Kind, long Offset, long Length, long Sequence, ReadOnlyMemory<byte> Payload, string? Message)
{
    /// <summary>Where the next step begins.</summary>
    public long Next => Offset + Length;
}
