namespace Holdfast.Pipeline.Ingest;

/// <summary>One part of the <see cref="IdempotencyCache"/>, behind one lock.</summary>
internal sealed class IdempotencyShard(int capacity, int maxLines, TimeSpan age, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, Entry Entry)> _finished = new();
    private int _lines;

    public (IdempotencyClaim Claim, Task<IngestReply?>? InFlight) Claim(string key)
    {
        lock (_lock)
        {
            Forget_NeedsLock();
            if (_entries.TryGetValue(key, out var entry))
            {
                return entry.Reply is { } reply
                    ? (new(IdempotencyVerdict.Finished, reply), null)
                    : (IdempotencyClaim.StillInFlight, entry.InFlight.Task);
            }

            // What is in flight is bounded by the admission of requests, so it is not counted against the capacity.
            _entries.Add(key, new());
            return (IdempotencyClaim.First, null);
        }
    }

    public void Finish(string key, IngestReply reply)
    {
        Entry? entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out entry))
                return;
            entry.Reply = reply;
            entry.FinishedAt = time.GetTimestamp();
            _lines += reply.Lines.Count;
            _finished.Enqueue((key, entry));
            Forget_NeedsLock();
        }

        entry.InFlight.TrySetResult(reply);
    }

    public void Release(string key)
    {
        Entry? entry;
        lock (_lock)
        {
            if (!_entries.Remove(key, out entry))
                return;
        }

        entry.InFlight.TrySetResult(null);
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
        public TaskCompletionSource<IngestReply?> InFlight { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IngestReply? Reply { get; set; }

        public long FinishedAt { get; set; }
    }
}
