namespace Holdfast.Pipeline.Storage;

/// <summary>One append, or an order without records, that waits for its turn at the disk.</summary>
internal sealed class PendingAppend(LogFrame[] frames, long bytes, Action<LogCommit?>? settled)
{
    public LogFrame[] Frames { get; } = frames;

    public long Bytes { get; } = bytes;

    /// <summary>
    /// Called once, with the place of the records, or null if they were not appended: see <see cref="SegmentedLog.AppendAsync"/>.
    /// </summary>
    public Action<LogCommit?>? Settled { get; } = settled;

    /// <summary>The first record's sequence; for an order, that of the next record.</summary>
    public long FirstSequence { get; set; }

    /// <summary>No records: a new segment is to be begun, or <see cref="IsCheck"/>. It goes alone.</summary>
    public bool IsOrder => Frames.Length == 0;

    /// <summary>An order to look whether the files are where they belong.</summary>
    public bool IsCheck { get; init; }

    public TaskCompletionSource<LogAppendResult> Waiter { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Return()
    {
        foreach (var frame in Frames) frame.Return();
    }
}
