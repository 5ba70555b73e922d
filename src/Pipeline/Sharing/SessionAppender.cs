using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// Appends batches to their lanes' sessions: announces what comes on the board, durably, and only then sends it. What waits while others are
/// under way becomes one group with one announcement. Safe for any number of threads.
/// </summary>
internal sealed class SessionAppender(ISessionQueue queue, FenceTail tail, SharingOptions options, TimeSpan lifetime, TimeProvider time)
{
    /// <summary>The most lanes of one note.</summary>
    private const int MaxLanes = 64;

    private static readonly AppendResult TooLarge = new(AppendStatus.Failed, 0, "a line is larger than a message of the queue may be");

    private readonly DeferredEncoder _encoder = new(Math.Min(queue.MaxMessageBytes, queue.MaxTransferBytes), options.CompressAbove, options.Instance, lifetime);
    private readonly Lock _lock = new();
    private readonly Queue<WaitingAppend> _waiting = new();
    private long _waitingBytes;
    private int _groups;

    /// <summary>Appends all batches or none; those of an append that takes several transfers, in order, and a part that was not acknowledged may be there.</summary>
    /// <param name="batches">The batches, and when their store took those that are appended afterwards. Copied before this returns control.</param>
    public Task<AppendResult> AppendAsync(IReadOnlyList<(OwedBatch Batch, DateTimeOffset? CommittedAt)> batches)
    {
        if (batches.Count == 0)
            return Task.FromResult(new AppendResult(AppendStatus.Appended, 0, null));
        if (Encode(batches) is not { } append)
            return Task.FromResult(TooLarge);
        lock (_lock)
        {
            if (_waiting.Count > 0 && _waitingBytes + append.Bytes > options.MaxWaitingBytes)
                return Task.FromResult(new AppendResult(AppendStatus.Full, 0, "too much waits for the queue"));
            _waiting.Enqueue(append);
            _waitingBytes += append.Bytes;
            if (_groups == options.MaxGroups)
                return append.Outcome;
            _groups++;
        }

        _ = PumpAsync();
        return append.Outcome;
    }

    /// <summary>
    /// Appends each batch by itself, in their order: none before those in front of it is in the queue, since groups that are under way together may
    /// arrive in either order, or only the later of them. When one is refused, so are all behind it; one that no message can hold is passed over.
    /// </summary>
    /// <param name="batches">The batches, and when their store took them.</param>
    public async Task<IReadOnlyList<AppendResult>> AppendInOrderAsync(IReadOnlyList<(OwedBatch Batch, DateTimeOffset? CommittedAt)> batches)
    {
        var results = new List<AppendResult>(batches.Count);
        AppendResult? refused = null;
        while (results.Count < batches.Count && refused is null)
        {
            var (group, bytes) = (new List<WaitingAppend>(), 0L);
            var outcomes = new List<Task<AppendResult>>();
            while (results.Count + outcomes.Count < batches.Count && bytes < options.MaxGroupBytes)
            {
                var append = Encode([batches[results.Count + outcomes.Count]]);
                outcomes.Add(append?.Outcome ?? Task.FromResult(TooLarge));
                if (append is null)
                    continue;
                group.Add(append);
                bytes += append.Bytes;
            }

            if (group.Count > 0)
                await SendAsync(group);
            refused = group.Count > 0 && await group[^1].Outcome is { Status: not AppendStatus.Appended } last ? last : null;
            foreach (var outcome in outcomes)
                results.Add(await outcome);
        }

        results.AddRange(Enumerable.Repeat(refused.GetValueOrDefault(), batches.Count - results.Count));
        return results;
    }

    private WaitingAppend? Encode(IReadOnlyList<(OwedBatch Batch, DateTimeOffset? CommittedAt)> batches)
    {
        var messages = new List<QueueMessage>();
        var lanes = new Dictionary<OwedLane, LaneNote>();
        foreach (var (batch, committedAt) in batches)
        {
            if (_encoder.Encode(batch, committedAt) is not { } encoded)
                return null;
            messages.AddRange(encoded);
            var parts = batch.StoredElsewhere ? encoded.Count : encoded.Count / 2;
            Announce(lanes, new(batch.Store, batch.Bucket), batch, parts, batch.StoredElsewhere ? 0 : parts);
            if (!batch.StoredElsewhere)
                Announce(lanes, OwedLane.Unstored(batch.Bucket), batch, parts, parts);
        }

        return new(messages, [.. lanes.Values]);
    }

    private static void Announce(Dictionary<OwedLane, LaneNote> lanes, OwedLane lane, OwedBatch batch, int parts, int onlyHere)
    {
        var note = new LaneNote(lane, batch.MinTime, batch.MaxTime, new(parts, batch.Points, batch.Lines.Length, null, onlyHere));
        lanes[lane] = lanes.TryGetValue(lane, out var known) ? known.And(note) : note;
    }

    private async Task PumpAsync()
    {
        while (NextGroup() is { } group)
        {
            try
            {
                await SendAsync(group);
            }
            catch (Exception bug)
            {
                // Nobody awaits the pump: whoever waits for the group is told.
                group.ForEach(append => append.Fail(bug));
            }
        }
    }

    private List<WaitingAppend>? NextGroup()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _groups--;
                return null;
            }

            var group = new List<WaitingAppend>();
            long bytes = 0;
            while (_waiting.TryPeek(out var next) && (group.Count == 0 || bytes + next.Bytes <= options.MaxGroupBytes))
            {
                group.Add(_waiting.Dequeue());
                bytes += next.Bytes;
                _waitingBytes -= next.Bytes;
            }

            return group;
        }
    }

    private async Task SendAsync(List<WaitingAppend> group)
    {
        var begun = time.GetTimestamp();
        var lanes = new Dictionary<OwedLane, LaneNote>();
        foreach (var note in group.SelectMany(static append => append.Lanes))
            lanes[note.Lane] = lanes.TryGetValue(note.Lane, out var known) ? known.And(note) : note;
        foreach (var notes in lanes.Values.Chunk(MaxLanes))
        {
            if (await tail.AnnounceAsync(notes) is { Succeeded: false } refused)
            {
                group.ForEach(append => append.Complete(ResultOf(refused)));
                return;
            }
        }

        var failed = QueueResult.Done;
        var done = 0;
        foreach (var transfer in Transfers(group))
        {
            failed = await TransferAsync(transfer.Messages, begun);
            if (!failed.Succeeded)
                break;
            for (; done < transfer.Through; done++)
                group[done].Complete(new(AppendStatus.Appended, 0, null));
        }

        for (; done < group.Count; done++)
            group[done].Complete(ResultOf(failed));
    }

    /// <summary>
    /// Sends one transfer, unless so much time has passed that what was announced may be thought never to come: the fence might be cleared
    /// before the batch arrived.
    /// </summary>
    private async Task<QueueResult> TransferAsync(IReadOnlyList<QueueMessage> messages, long begun)
    {
        var left = options.PostLimit + options.SendLimit - time.GetElapsedTime(begun);
        if (left <= TimeSpan.Zero)
            return new(QueueFault.Unreachable, "the queue did not take it in time");
        try
        {
            return await queue.SendAsync(messages, CancellationToken.None).WaitAsync(left, time);
        }
        catch (TimeoutException)
        {
            return new(QueueFault.Unreachable, "the queue did not answer in time");
        }
    }

    /// <summary>The group in transfers: appends are kept whole as far as they fit, and each transfer says how many are complete with it.</summary>
    private IEnumerable<(List<QueueMessage> Messages, int Through)> Transfers(List<WaitingAppend> group)
    {
        var transfer = new List<QueueMessage>();
        long bytes = 0;
        for (var index = 0; index < group.Count; index++)
        {
            if (transfer.Count > 0 && bytes + group[index].Bytes > queue.MaxTransferBytes)
            {
                yield return (transfer, index);
                (transfer, bytes) = ([], 0);
            }

            foreach (var message in group[index].Messages)
            {
                var size = DeferredEncoder.SizeOf(message);
                if (transfer.Count > 0 && bytes + size > queue.MaxTransferBytes)
                {
                    yield return (transfer, index);
                    (transfer, bytes) = ([], 0);
                }

                transfer.Add(message);
                bytes += size;
            }
        }

        if (transfer.Count > 0)
            yield return (transfer, group.Count);
    }

    private static AppendResult ResultOf(QueueResult result) => result.Fault is QueueFault.Full or QueueFault.Busy
        ? new(AppendStatus.Full, 0, $"the deferred log's queue: {result.Message}")
        : new(AppendStatus.Failed, 0, $"the deferred log's queue: {result.Message}");
}
