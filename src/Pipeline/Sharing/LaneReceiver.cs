using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// Reads one lane: holds its session's lock as long as it is drained, keeps what was received and not yet delivered, and settles it only then.
/// Safe for any number of callers, who take turns.
/// </summary>
internal sealed class LaneReceiver(OwedLane lane, ISessionQueue queue, FenceTail tail, SettlingBook settling, SharingOptions options, Func<long> next, TimeProvider time)
{
    /// <summary>The most messages that one read gives out.</summary>
    public const int MaxMessages = 1024;

    /// <summary>How many messages are received at once: together at most so many times <see cref="DeferredEncoder.MaxPartBytes"/>, unless lines are longer.</summary>
    public const int ReceiveMessages = 64;

    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(50);

    /// <summary>How far the clocks of queue and board may be apart.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    private readonly AsyncGate _gate = new();
    private readonly LaneHold _hold = new(next);
    private IQueueSession? _session;
    private TimeSpan _lockTime;
    private long _lockedAt;
    private long _usedAt;

    /// <summary>The last sequence that was given out and may still be settled; 0 for none.</summary>
    private long _out;

    /// <summary>Up to here everything was settled.</summary>
    private long _settled;
    private long _refused;

    /// <summary>Messages that were not understood and are the queue's dead letters now.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public async Task<OwedRead> ReadAsync(int maxBytes, CancellationToken cancellation)
    {
        await _gate.EnterAsync();
        try
        {
            _usedAt = time.GetTimestamp();
            var fault = await LockAsync(cancellation);
            fault = fault.Succeeded ? await FillAsync(maxBytes, cancellation) : fault;
            fault = fault.Succeeded ? await PassStoredAsync(cancellation) : fault;
            return fault.Fault switch
            {
                QueueFault.None => new(Give(maxBytes), null),

                // Another instance has taken the lane, and drains it.
                QueueFault.Locked or QueueFault.LockLost => await LoseAsync(fault),
                _ => new([], fault.Message),
            };
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Settles everything up to a sequence.</summary>
    /// <returns>How much was settled, and why not all; what was not is delivered again.</returns>
    public async Task<(IReadOnlyList<HeldMessage> Settled, string? Fault)> AdvanceAsync(long through, CancellationToken cancellation)
    {
        await _gate.EnterAsync();
        try
        {
            _usedAt = time.GetTimestamp();
            var done = _hold.Messages.Where(message => message.Sequence <= through).ToList();

            // What was given out and is held no more was lost with the lock: it will be delivered again, and must not count as done.
            if (done.Count == 0)
                return ([], through > _settled ? "the lane was let go meanwhile" : null);
            if (await CompleteAsync(done, cancellation) is { Succeeded: false } fault)
                return ([], fault.Message);
            _settled = Math.Max(_settled, through);
            if (_out <= through)
                _out = 0;
            return (done, null);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Renews the lock of a lane that is being drained, and lets an idle one go.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        await _gate.EnterAsync();
        try
        {
            if (_session is null)
                return;
            if (time.GetElapsedTime(_usedAt) >= (_out > 0 ? options.AbandonedAfter : options.IdleAfter))
                await DropAsync();
            else if (await RenewAsync(cancellation) is { Fault: QueueFault.LockLost })
                await DropAsync();
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>
    /// A drain has given up: lets the lane go at once, or, while it waits for a write that was given up, once it is idle. Given back, what is held
    /// would be delivered again, held anew for that, and never get on.
    /// </summary>
    public async Task GiveUpAsync()
    {
        await _gate.EnterAsync();
        try
        {
            _out = 0;
            if (_hold.Messages.Count == 0 || settling.HeldFrom(lane) is null)
                await DropAsync();
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Lets the lane go; what was received and not settled is delivered again.</summary>
    public async Task ReleaseAsync()
    {
        await _gate.EnterAsync();
        try
        {
            await DropAsync();
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async Task<QueueResult> LockAsync(CancellationToken cancellation)
    {
        if (_session is not null)
        {
            var renewed = await RenewAsync(cancellation);
            if (renewed.Fault is not QueueFault.LockLost)
                return QueueResult.Done;
            await DropAsync();
        }

        var taken = await queue.AcceptAsync(LaneSession.Of(lane), cancellation);
        if (!taken.Succeeded)
            return taken.Outcome;
        (_session, _lockedAt) = (taken.Value!, time.GetTimestamp());
        _lockTime = _session.LockedUntil - time.GetUtcNow();
        return QueueResult.Done;
    }

    /// <summary>Renews once half of the lock's time is over. A renewal that fails otherwise than for good is tried again by the next step.</summary>
    private async Task<QueueResult> RenewAsync(CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_lockedAt, now) < _lockTime / 2)
            return QueueResult.Done;
        var renewed = await _session!.RenewAsync(cancellation);
        if (renewed.Succeeded)
            _lockedAt = now;
        return renewed.Succeeded || time.GetElapsedTime(_lockedAt) < _lockTime ? renewed : new(QueueFault.LockLost, renewed.Message);
    }

    /// <summary>
    /// Receives until there is enough to give out, and so much beyond that whatever belongs before it has come too; or until there is no more.
    /// </summary>
    private async Task<QueueResult> FillAsync(int maxBytes, CancellationToken cancellation)
    {
        while (_hold.Messages.Count == 0 || (_hold.Bytes < options.MaxHeldBytes && _hold.Messages.Count < 4 * MaxMessages && !HasWindow(maxBytes)))
        {
            var askedAt = time.GetTimestamp();
            var received = await _session!.ReceiveAsync(ReceiveMessages, _hold.Messages.Count == 0 ? options.Patience : Brief, cancellation);
            if (!received.Succeeded)
                return received.Outcome;
            if (received.Value!.Count == 0)
            {
                return _hold.Messages.Count == 0 ? await ClearAsync(askedAt, cancellation) : QueueResult.Done;
            }

            foreach (var item in received.Value)
            {
                if (await TakeAsync(item, cancellation) is { Succeeded: false } fault)
                    return fault;
            }
        }

        return QueueResult.Done;
    }

    /// <summary>Says that nothing is in the lane, when nothing announced can be on its way any more and the queue confirms it.</summary>
    private async Task<QueueResult> ClearAsync(long askedAt, CancellationToken cancellation)
    {
        if (tail.Clearable(lane, askedAt) is not (> 0 and var through))
            return QueueResult.Done;
        var peeked = await _session!.PeekAsync(1, cancellation);
        return peeked is { Succeeded: true, Value.Count: 0 } ? await tail.ClearAsync(lane, through) : peeked.Outcome;
    }

    /// <summary>Whether what lies behind the next read reaches so far that nothing can be missing from it.</summary>
    private bool HasWindow(int maxBytes)
    {
        long bytes = 0;
        foreach (var message in _hold.Messages)
        {
            if (_hold.Youngest - message.Item.EnqueuedAt < options.HoldBack)
                return false;
            bytes += message.Batch.Lines.Length;
            if (bytes >= maxBytes)
                return true;
        }

        return false;
    }

    private async Task<QueueResult> TakeAsync(QueueItem item, CancellationToken cancellation)
    {
        var read = DeferredDecoder.Read(lane, item);
        if (read.Batch is not { } batch)
        {
            Interlocked.Increment(ref _refused);
            return await _session!.DeadLetterAsync(item, read.Reason, read.Description, cancellation);
        }

        var message = new HeldMessage(item, batch, read.CommittedAt, time.GetTimestamp());
        _hold.Add(message);

        // What was given out before may have been written by a drain that has died since, and be applied late, as any write that was given up.
        if (item.Deliveries > 1 || (batch.Unsettled && !lane.IsUnstored))
            settling.Hold(lane, message.Sequence);
        return QueueResult.Done;
    }

    /// <summary>Takes copies of what its own store has by now off the lane of what no store holds.</summary>
    private async Task<QueueResult> PassStoredAsync(CancellationToken cancellation)
    {
        if (!lane.IsUnstored)
            return QueueResult.Done;
        var stored = _hold.Messages.Where(message => message.Item.EnqueuedAt + Skew < tail.DoneBefore(new(message.Batch.Store, lane.Bucket))).ToList();
        return stored.Count == 0 ? QueueResult.Done : await CompleteAsync(stored, cancellation);
    }

    private async Task<QueueResult> CompleteAsync(List<HeldMessage> done, CancellationToken cancellation)
    {
        if (_session is null)
            return new(QueueFault.LockLost, "the lane was let go meanwhile");
        var completed = await _session.CompleteAsync([.. done.Select(static message => message.Item)], cancellation);
        if (completed.Succeeded)
            _hold.Remove(done);
        else if (completed.Fault is QueueFault.LockLost)
            await DropAsync();
        return completed;
    }

    /// <summary>Gives out what is next. Until it is settled, or given up, the lane is not idle.</summary>
    private List<LoggedBatch> Give(int maxBytes)
    {
        var ready = Next(maxBytes);
        if (ready is [.., var last])
            _out = last.Sequence;
        return ready;
    }

    /// <summary>
    /// What is old enough to be delivered. Younger ones wait: what another instance committed before them without knowing of this lane must come in
    /// between first.
    /// </summary>
    private List<LoggedBatch> Next(int maxBytes)
    {
        var ready = new List<LoggedBatch>();
        long bytes = 0;
        foreach (var message in _hold.Messages)
        {
            bytes += message.Batch.Lines.Length;
            if (!message.IsOlderThan(options.HoldBack, time) || (ready.Count > 0 && (bytes > maxBytes || ready.Count == MaxMessages)))
                break;
            ready.Add(message.ToLogged());
        }

        return ready;
    }

    private async Task<OwedRead> LoseAsync(QueueResult fault)
    {
        await DropAsync();
        return fault.Fault is QueueFault.Locked ? new([], null) : new([], fault.Message);
    }

    private async Task DropAsync()
    {
        var session = _session;
        (_session, _out) = (null, 0);
        _hold.Clear();
        if (session is not null)
            await session.DisposeAsync();
    }
}
