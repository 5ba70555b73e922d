namespace Holdfast.Pipeline.Storage;

/// <summary>One append, or a request for a new segment, that waits for the disk.</summary>
internal sealed class PendingAppend(LogFrame[] frames, long bytes, Action<LogCommit?>? settled)
{
    public LogFrame[] Frames { get; } = frames;

    public long Bytes { get; } = bytes;

    /// <summary>
    /// Called once, with the place of the records, or null if they were not appended: see <see cref="SegmentedLog.AppendAsync"/>.
    /// </summary>
    public Action<LogCommit?>? Settled { get; } = settled;

    /// <summary>The first record's sequence; for a new segment, the sequence that it begins with.</summary>
    public long FirstSequence { get; set; }

    public bool IsRoll => Frames.Length == 0;

    public TaskCompletionSource<LogAppendResult> Waiter { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Return()
    {
        foreach (var frame in Frames) frame.Return();
    }
}
