namespace Holdfast.Pipeline.Storage;

/// <summary>One append, or a request for a new segment, that waits for the disk.</summary>
internal sealed class PendingAppend(LogFrame[] frames, long bytes, Action<LogCommit>? committed)
{
    public LogFrame[] Frames { get; } = frames;

    public long Bytes { get; } = bytes;

    /// <summary>Called under the log's lock, before readers see the records and before the appender hears of them.</summary>
    public Action<LogCommit>? Committed { get; } = committed;

    /// <summary>The first record's sequence; for a new segment, the sequence that it begins with.</summary>
    public long FirstSequence { get; set; }

    public bool IsRoll => Frames.Length == 0;

    public TaskCompletionSource<LogAppendResult> Waiter { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Return()
    {
        foreach (var frame in Frames) frame.Return();
    }
}
