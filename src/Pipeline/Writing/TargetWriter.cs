using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Tracing;
using Holdfast.Routing.Batching;
using Holdfast.Routing.Planning;
using Holdfast.Routing.Recovery;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Writing;

/// <summary>
/// Writes batches to one target. While fewer than <see cref="DeliveryOptions.MaxInFlight"/> upstream writes are in flight a batch goes
/// out at once and alone: the linger is zero when idle. Beyond, batches wait and are coalesced into the next write that becomes free.
/// </summary>
/// <remarks>
/// Safe for any number of threads; the one lock is this target's own and is held for queue operations only. The queue is bounded by
/// bytes and by time: what would wait longer than half a try is handed back as <see cref="AttemptOutcome.Busy"/>, so that the caller
/// still has the time for another target.
/// </remarks>
public sealed class TargetWriter
{
    /// <summary>The most bytes that wait for one target, in multiples of what one coalesced write may carry.</summary>
    public const int MaxQueuedWrites = 64;

    /// <summary>A target that had no live write for so long has no live traffic.</summary>
    private static readonly TimeSpan LiveWithin = TimeSpan.FromSeconds(1);

    /// <summary>How much longer than live traffic the backlog, a repair or a replay may take: nobody waits for it.</summary>
    public const int Patience = 4;

    private readonly Lock _lock = new();
    private readonly Queue<PendingWrite> _queue = new();
    private readonly List<Task> _sending = [];
    private readonly GroupSender _sender;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private long _queuedBytes;
    private int _inFlight;
    private long? _lastWrite;

    /// <summary>Makes the writer of one target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="sender">Sends one group upstream.</param>
    /// <param name="options">Concurrency, sizes and times.</param>
    /// <param name="time">The clock.</param>
    public TargetWriter(Target target, GroupSender sender, DeliveryOptions options, TimeProvider time)
    {
        Target = target;
        _sender = sender;
        _options = options;
        _time = time;
        _sweep = time.CreateTimer(static state => ((TargetWriter)state!).DivertOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The target.</summary>
    public Target Target { get; }

    /// <summary>How live writes to the target stand; probes and the backfill itself are none.</summary>
    public LiveTraffic Live
    {
        get
        {
            lock (_lock)
            {
                if (_queue.Count > 0)
                    return LiveTraffic.Waiting;
                var isPresent = _lastWrite is { } last && _time.GetElapsedTime(last) < LiveWithin;
                return isPresent ? LiveTraffic.Present : LiveTraffic.None;
            }
        }
    }

    private TimeSpan LongestWait => _options.TryTimeout / 2;

    /// <summary>Writes one batch, alone or together with others that wait.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="trace">What to pass on of the request's trace when the batch goes out alone.</param>
    /// <param name="cancellation">Ends the caller's wait; a batch that is in flight already may still be applied.</param>
    /// <param name="retry">The number of the retry that it is; 0 for a first try.</param>
    public async Task<AttemptOutcome> WriteAsync(Batch batch, TraceContext trace, CancellationToken cancellation, int retry = 0)
    {
        var budget = TimeBudget.For(batch.Lines.Length, _options.ReferenceBytes, _options.Timeout, _options.TryTimeout);
        var now = _time.GetTimestamp();
        PendingWrite write;
        bool start;
        lock (_lock)
        {
            _lastWrite = now;
            start = _inFlight < _options.MaxInFlight;
            write = new(batch, now, budget.Try, trace, alone: start) { Retry = retry };
            if (start)
                _inFlight++;
            else if (_queue.Count > 0 && _queuedBytes + batch.Lines.Length > (long)_options.MaxCoalescedBytes * MaxQueuedWrites)
                return AttemptOutcome.Busy;
            else
                Enqueue_NeedsLock(write);
        }

        using var registration = cancellation.UnsafeRegister(static (state, token) => ((PendingWrite)state!).Cancel(token), write);
        if (start)
            Send([write], goOn: true);
        return await write.Outcome;
    }

    /// <summary>Writes one batch alone and at once, beside the queue: a probe of a recovering store.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="limit">The limit of one upstream attempt.</param>
    /// <param name="trace">What to pass on of the request's trace.</param>
    /// <param name="cancellation">Ends the caller's wait.</param>
    public async Task<AttemptOutcome> ProbeAsync(Batch batch, TimeSpan limit, TraceContext trace, CancellationToken cancellation)
    {
        var write = new PendingWrite(batch, _time.GetTimestamp(), limit, trace, alone: true) { Probe = true };
        using var registration = cancellation.UnsafeRegister(static (state, token) => ((PendingWrite)state!).Cancel(token), write);
        Send([write], goOn: false);
        return await write.Outcome;
    }

    /// <summary>
    /// Writes one batch of the backlog alone, beside the queue, and looks for its poison however long that takes. Everything that was being
    /// sent to the target before has ended by then: a batch is owed as soon as nobody waits for its write any more, and that write must not
    /// arrive, or go on looking for poison, after what is replayed (I3).
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="traceParent">The trace context of the delivery, or null.</param>
    public Task<AttemptOutcome> BackfillAsync(Batch batch, string? traceParent = null) => SendPatientlyAsync(batch, traceParent, repair: false, replay: false);

    /// <summary>Writes what the store lacks entirely, and which is therefore older than anything that it is known to have had.</summary>
    internal Task<AttemptOutcome> RepairAsync(Batch batch, string? traceParent = null) => SendPatientlyAsync(batch, traceParent, repair: true, replay: false);

    /// <summary>Writes once more what the store committed before and may have lost.</summary>
    internal Task<AttemptOutcome> ReplayAsync(Batch batch, string? traceParent = null) => SendPatientlyAsync(batch, traceParent, repair: false, replay: true);

    private async Task<AttemptOutcome> SendPatientlyAsync(Batch batch, string? traceParent, bool repair, bool replay)
    {
        await Task.WhenAll(TakeSending());
        var budget = TimeBudget.For((long)batch.Lines.Length * Patience, _options.ReferenceBytes, _options.Timeout, _options.TryTimeout);
        var limit = budget.Try * Patience < TimeBudget.LongestTry ? budget.Try * Patience : TimeBudget.LongestTry;
        var write = new PendingWrite(batch, _time.GetTimestamp(), limit, traceParent, alone: true) { Patient = true, Repair = repair, Replay = replay };
        await SendAsync([write], goOn: false);
        return await write.Outcome;
    }

    /// <summary>Hands everything back that waits: the store's breaker opened, and nothing more may go there.</summary>
    public void Release()
    {
        foreach (var write in TakeAll())
            write.Complete(AttemptOutcome.Released);
    }

    private void Enqueue_NeedsLock(PendingWrite write)
    {
        if (_queue.Count == 0)
            _sweep.Change(LongestWait, Timeout.InfiniteTimeSpan);
        _queue.Enqueue(write);
        _queuedBytes += write.Batch.Lines.Length;
    }

    /// <summary>Begins to send a group, and remembers it for as long as that takes.</summary>
    private void Send(List<PendingWrite> group, bool goOn)
    {
        var sending = SendAsync(group, goOn);
        if (sending.IsCompleted)
            return;
        lock (_lock)
        {
            _sending.RemoveAll(static earlier => earlier.IsCompleted);
            _sending.Add(sending);
        }
    }

    /// <summary>What is being sent at this moment.</summary>
    private Task[] TakeSending()
    {
        lock (_lock)
            return [.. _sending];
    }

    /// <summary>Sends a group and lets its callers go on.</summary>
    /// <param name="group">The group; at least one write.</param>
    /// <param name="goOn">Whether the group has a place in flight, which is handed on to what waited meanwhile.</param>
    private async Task SendAsync(List<PendingWrite> group, bool goOn)
    {
        GroupOutcome outcome;
        try
        {
            outcome = await _sender.SendAsync(Target, group);
        }
        catch (Exception bug)
        {
            // Expected failures are values; whatever is thrown is a bug, and belongs to the callers that wait for it.
            HandOn(goOn);
            foreach (var write in group)
                write.Fail(bug);
            return;
        }

        // First of all the place in flight: a lone caller goes on inside the completion.
        HandOn(goOn);
        outcome.Complete(group);
    }

    private void HandOn(bool goOn)
    {
        if (goOn && TakeGroup() is { Count: > 0 } next)
            Send(next, goOn: true);
    }

    /// <summary>The next group, or an empty one, in which case the place in flight has been given back.</summary>
    private List<PendingWrite> TakeGroup()
    {
        var group = new List<PendingWrite>();
        long bytes = 0;
        lock (_lock)
        {
            while (_queue.TryPeek(out var write) && (group.Count == 0 || bytes + write.Batch.Lines.Length <= _options.MaxCoalescedBytes))
            {
                Dequeue_NeedsLock();
                if (write.Abandoned)
                    continue;
                group.Add(write);
                bytes += write.Batch.Lines.Length;
            }

            if (group.Count == 0)
                _inFlight--;
        }

        return group;
    }

    private List<PendingWrite> TakeAll()
    {
        lock (_lock)
        {
            var all = new List<PendingWrite>(_queue);
            _queue.Clear();
            _queuedBytes = 0;
            return all;
        }
    }

    private void DivertOverdue()
    {
        var overdue = new List<PendingWrite>();
        lock (_lock)
        {
            while (_queue.TryPeek(out var write))
            {
                var left = LongestWait - _time.GetElapsedTime(write.Enqueued);
                if (left > TimeSpan.Zero)
                {
                    _sweep.Change(left, Timeout.InfiniteTimeSpan);
                    break;
                }

                Dequeue_NeedsLock();
                overdue.Add(write);
            }
        }

        foreach (var write in overdue)
            write.Complete(AttemptOutcome.Busy);
    }

    private void Dequeue_NeedsLock()
    {
        var write = _queue.Dequeue();
        _queuedBytes -= write.Batch.Lines.Length;
    }
}
