namespace Holdfast.Pipeline.Storage;

/// <summary>The limits of a <see cref="SegmentedLog"/>, in bytes.</summary>
internal sealed record SegmentedLogOptions
{
    /// <summary>The size at which a new segment is begun. One append that is larger has a segment of its own.</summary>
    public long SegmentBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>What all segments together may take, waiting appends included; beyond, <see cref="LogAppendStatus.Full"/>.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>
    /// What may wait for the disk; beyond, <see cref="LogAppendStatus.Busy"/>. An append that is larger is taken when nothing else waits.
    /// </summary>
    public long MaxPendingBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// The largest single append; beyond, <see cref="LogAppendStatus.TooLarge"/>. Four times the largest body leaves room for its time
    /// stamps.
    /// </summary>
    public long MaxAppendBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>What may be kept aside of corrupt records; beyond, they are only counted.</summary>
    public long MaxAsideBytes { get; init; } = 256L * 1024 * 1024;
}
