namespace Holdfast.Pipeline.Storage;

/// <summary>What became of an append to a <see cref="SegmentedLog"/>.</summary>
internal enum LogAppendStatus
{
    /// <summary>On the disk, synced.</summary>
    Appended = 0,

    /// <summary>The log has reached its limit, or the disk is full.</summary>
    Full,

    /// <summary>Too much is waiting for the disk already.</summary>
    Busy,

    /// <summary>Larger than any append may be.</summary>
    TooLarge,

    /// <summary>The disk failed, or the log is closed.</summary>
    Failed,
}
