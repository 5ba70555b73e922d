namespace Holdfast.Pipeline.Ingest;

/// <summary>One part of the <see cref="IdempotencyCache"/>, behind one lock.</summary>
internal sealed class IdempotencyShard(int capacity, int maxLines, TimeSpan age, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IdempotencyKey, Entry> _entries = [];
    private readonly Queue<(IdempotencyKey Key, Entry Entry)> _finished = new();
    private int _lines;

    public (IdempotencyClaim Claim, Task<IngestReply?>? InFlight) Claim(IdempotencyKey key)
    {
        lock (_lock)
        {
            Forget_NeedsLock();
            if (_entries.TryGetValue(key, out var entry))
            {
                return entry.Reply is { } reply
                    ? (new(IdempotencyVerdict.Finished, reply), null)
                    : (IdempotencyClaim.StillInFlight, entry.Wait_NeedsLock());
            }

            // What is in flight is bounded by the admission of requests, so it is not counted against the capacity.
            _entries.Add(key, new());
            return (IdempotencyClaim.First, null);
        }
    }

    public void Finish(IdempotencyKey key, IngestReply reply)
    {
        TaskCompletionSource<IngestReply?>? waited;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return;
            waited = entry.Waited;
            entry.Waited = null;
            entry.Reply = reply;
            entry.FinishedAt = time.GetTimestamp();
            _lines += reply.Lines.Count;
            _finished.Enqueue((key, entry));
            Forget_NeedsLock();
        }

        waited?.TrySetResult(reply);
    }

    public void Release(IdempotencyKey key)
    {
        TaskCompletionSource<IngestReply?>? waited;
        lock (_lock)
        {
            if (!_entries.Remove(key, out var entry))
                return;
            waited = entry.Waited;
        }

        waited?.TrySetResult(null);
    }

    private void Forget_NeedsLock()
    {
        while (_finished.TryPeek(out var oldest)
            && (_finished.Count > capacity || _lines > maxLines || time.GetElapsedTime(oldest.Entry.FinishedAt) > age))
        {
            _finished.Dequeue();
            _lines -= oldest.Entry.Reply!.Lines.Count;
            _entries.Remove(oldest.Key);
        }
    }

    private sealed class Entry
    {
        /// <summary>Made by the first who waits, and given up with the answer: nearly nobody ever waits, and every answer is remembered.</summary>
        public TaskCompletionSource<IngestReply?>? Waited { get; set; }

        public IngestReply? Reply { get; set; }

        public long FinishedAt { get; set; }

        public Task<IngestReply?> Wait_NeedsLock() => (Waited ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }
}
