namespace Holdfast.Pipeline.Storage;

/// <summary>
/// The appends that wait for the disk: gives them their sequences, bounds them, and hands them out in groups. Safe for concurrent use.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="next">The first sequence to give.</param>
internal sealed class AppendQueue(SegmentedLogOptions options, long next)
{
    private readonly Lock _lock = new();
    private readonly Queue<PendingAppend> _waiting = new();
    private long _bytes;
    private long _next = next;
    private bool _flushing;
    private bool _closed;
    private TaskCompletionSource? _idle;

    /// <summary>
    /// Takes an append in, or says why not. <paramref name="mustFlush"/> is true for the one caller that has to start the flusher.
    /// </summary>
    /// <param name="append">The append.</param>
    /// <param name="bytesOnDisk">Asked under the lock; what is counted both there and here for a moment only makes the limit
    /// stricter.</param>
    /// <param name="mustFlush">Whether no flusher runs.</param>
    public LogAppendResult? Enqueue(PendingAppend append, Func<long> bytesOnDisk, out bool mustFlush)
    {
        mustFlush = false;
        lock (_lock)
        {
            var refusal = Refusal_NeedsLock(append, bytesOnDisk());
            if (refusal is not null) return refusal;

            append.FirstSequence = _next;
            _next += append.Frames.Length;
            _bytes += append.Bytes;
            _waiting.Enqueue(append);
            mustFlush = !_flushing;
            _flushing = true;
            return null;
        }
    }

    /// <summary>
    /// Moves the appends that wait into an empty group, in order: the first, and those behind it that <paramref name="fits"/> (bytes
    /// before, own bytes) lets go with it. An order goes alone. False, and the flusher must stop, when nothing waits.
    /// </summary>
    public bool TryTake(List<PendingAppend> group, Func<long, long, bool> fits)
    {
        TaskCompletionSource? idle;
        lock (_lock)
        {
            long bytes = 0;
            while (_waiting.TryPeek(out var append))
            {
                if (group.Count > 0 && (append.IsOrder || group[0].IsOrder || !fits(bytes, append.Bytes))) break;
                group.Add(_waiting.Dequeue());
                bytes += append.Bytes;
            }

            _flushing = group.Count > 0;
            idle = _flushing ? null : _idle;
        }

        idle?.SetResult();
        return group.Count > 0;
    }

    /// <summary>Says that a group waits no more.</summary>
    public void Settle(List<PendingAppend> group)
    {
        lock (_lock)
        {
            foreach (var append in group) _bytes -= append.Bytes;
        }
    }

    /// <summary>Refuses appends from now on, and completes when none waits.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            if (!_flushing) return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private LogAppendResult? Refusal_NeedsLock(PendingAppend append, long bytesOnDisk)
    {
        if (_closed) return new LogAppendResult(LogAppendStatus.Failed, 0, "The log is closed.");
        if (append.IsOrder) return null;
        if (append.Bytes > options.MaxAppendBytes)
        {
            return new LogAppendResult(
                LogAppendStatus.TooLarge, 0, $"{append.Bytes} bytes are more than the {options.MaxAppendBytes} of one append.");
        }

        if (bytesOnDisk + _bytes + append.Bytes > options.MaxBytes)
            return new LogAppendResult(LogAppendStatus.Full, 0, $"The log holds {bytesOnDisk} bytes of at most {options.MaxBytes}.");
        if (_bytes > 0 && _bytes + append.Bytes > options.MaxPendingBytes)
            return new LogAppendResult(LogAppendStatus.Busy, 0, $"{_bytes} bytes are waiting for the disk.");
        return null;
    }
}
