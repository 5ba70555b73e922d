using System.Collections.Concurrent;
using System.Collections.Immutable;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// The deferred log that many instances share: a session of a queue per lane, and a board on which is announced what is in them. A batch's
/// sequence is this process's own, given when it is read; what is received again gets a higher one.
/// </summary>
public sealed class SessionDeferredLog : IDeferredLog, IAsyncDisposable
{
    /// <summary>How often the queue is asked for its size.</summary>
    public static readonly TimeSpan SizeEvery = TimeSpan.FromSeconds(30);

    /// <summary>The lanes in which something that was to be made up for is still missing, because it could not be appended.</summary>
    private volatile ImmutableHashSet<OwedLane> _behind = [];

    private readonly ISessionQueue _queue;
    private readonly FenceTail _tail;
    private readonly SettlingBook _settling;
    private readonly SharingOptions _options;
    private readonly DataOptions _data;
    private readonly QueueSizeProbe? _probe;
    private readonly TimeProvider _time;
    private readonly SessionAppender _appender;
    private readonly ConcurrentDictionary<OwedLane, LaneReceiver> _receivers = new();
    private readonly Lock _drainedLock = new();
    private readonly Dictionary<OwedLane, LaneNote> _drained = [];
    private long _sequence;
    private long _faults;
    private volatile string? _lastFault;
    private volatile QueueSize? _size;
    private long? _sizedAt;

    /// <summary>Makes the log; nothing is asked yet.</summary>
    /// <param name="queue">The lanes.</param>
    /// <param name="tail">The board.</param>
    /// <param name="settling">Told of what was read and must wait.</param>
    /// <param name="options">Times and sizes.</param>
    /// <param name="data">How long a batch may be owed, and, without a probe, how much.</param>
    /// <param name="probe">Asks for the queue's size; null where it cannot be had.</param>
    /// <param name="time">The clock.</param>
    public SessionDeferredLog(
        ISessionQueue queue, FenceTail tail, SettlingBook settling, SharingOptions options, DataOptions data, QueueSizeProbe? probe, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(data);
        (_queue, _tail, _settling, _options, _data, _probe, _time) = (queue, tail, settling, options, data, probe, time);
        _appender = new(queue, tail, options, data.MaxAge, time);
    }

    /// <inheritdoc/>
    public IReadOnlyList<OwedLane> Lanes => _tail.Lanes;

    /// <inheritdoc/>
    public IReadOnlyList<string> Stores => [.. StoreLanes.Select(static lane => lane.Store).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public DeferredUsage Usage
    {
        get
        {
            var oldest = StoreLanes.Select(lane => Owed(lane).Oldest).Min();
            var age = oldest is null ? TimeSpan.Zero : _time.GetUtcNow() - oldest.Value;
            var (bytes, limit) = Size();
            return new(bytes, limit, age < TimeSpan.Zero ? TimeSpan.Zero : age, 0, new(Refused, 0, 0, Interlocked.Read(ref _faults), _lastFault));
        }
    }

    /// <inheritdoc/>
    public double Share => Size() is var (bytes, limit) ? DeferredUsage.ShareOf(bytes, limit) : 0;

    /// <inheritdoc/>
    public long NextSequence => Interlocked.Read(ref _sequence) + 1;

    /// <summary>Messages that were not understood, and were moved to the queue's dead letters.</summary>
    public long Refused => _receivers.Values.Sum(static receiver => receiver.Refused);

    private IEnumerable<OwedLane> StoreLanes => Lanes.Where(static lane => !lane.IsUnstored);

    /// <inheritdoc/>
    /// <remarks>
    /// All or none as long as they fit one transfer of the queue. Beyond, they are sent in order, and after a fault the first of them may be
    /// there, unacknowledged. The queue tells no sequence: it is 0 in the answer.
    /// </remarks>
    public async Task<AppendResult> AppendAsync(IReadOnlyList<OwedBatch> batches, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);

        // What this instance committed before and has still to append must come first, or it would be replayed over what is appended now.
        var behind = _behind;
        if (behind.Count > 0 && batches.Any(batch => behind.Contains(new(batch.Store, batch.Bucket))))
            return Noted(new(AppendStatus.Full, 0, "what was committed before must be appended first, and could not be yet"));
        var appended = _appender.AppendAsync([.. batches.Select(static batch => (batch, (DateTimeOffset?)null))]);
        return Noted(await appended.WaitAsync(cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>Takes the lane's lock and keeps it; where another instance has it, or all that there is is too young, the read is empty.</remarks>
    public async Task<OwedRead> ReadAsync(OwedLane lane, int maxBytes, CancellationToken cancellationToken)
    {
        var read = await ReceiverOf(lane).ReadAsync(maxBytes, cancellationToken);
        Note(read.Fault);
        return read;
    }

    /// <inheritdoc/>
    public async Task<AdvanceResult> AdvanceAsync(OwedLane lane, long throughSequence, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(throughSequence, Interlocked.Read(ref _sequence));
        var (settled, fault) = await ReceiverOf(lane).AdvanceAsync(throughSequence, cancellationToken);
        if (settled.Count > 0)
        {
            var counts = new OwedSummary(
                settled.Count, settled.Sum(static message => (long)message.Batch.Points), settled.Sum(static message => (long)message.Batch.Lines.Length),
                settled.Max(static message => message.Item.EnqueuedAt), settled.Count(static message => !message.Batch.StoredElsewhere));
            lock (_drainedLock)
                _drained[lane] = _drained.TryGetValue(lane, out var known) ? known with { Counts = known.Counts.And(counts) with { Oldest = counts.Oldest } } : new(lane, 0, 0, counts);
        }

        Note(fault);
        return new(fault);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(OwedLane lane) => _receivers.TryGetValue(lane, out var receiver) ? receiver.GiveUpAsync() : Task.CompletedTask;

    /// <summary>
    /// Renews the locks of the lanes that are being drained, lets idle ones go, tells the others what was drained, and asks for the queue's size
    /// now and then. To be called about once a second; a call at a time.
    /// </summary>
    /// <param name="cancellation">Ends it between two calls.</param>
    public async Task StepAsync(CancellationToken cancellation)
    {
        foreach (var (_, receiver) in InOrder())
            await receiver.KeepAsync(cancellation);
        await TellDrainedAsync();
        if (_probe is null || (_sizedAt is { } at && _time.GetElapsedTime(at) < SizeEvery))
            return;
        _sizedAt = _time.GetTimestamp();
        var size = await _probe(cancellation);
        if (size.Succeeded)
            _size = size.Value;
        else
            Note(size.Message);
    }

    /// <inheritdoc/>
    public OwedSummary Owed(OwedLane lane) => _tail.Owed(lane);

    /// <inheritdoc/>
    public OwedSummary Owed(string store) => StoreLanes
        .Where(lane => string.Equals(lane.Store, store, StringComparison.Ordinal))
        .Aggregate(default(OwedSummary), (sum, lane) => sum.And(_tail.Owed(lane)));

    /// <inheritdoc/>
    public bool Overlaps(OwedLane lane, long minTime, long maxTime) => _tail.Overlaps(lane, minTime, maxTime);

    /// <summary>Lets all lanes go.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, receiver) in InOrder())
            await receiver.ReleaseAsync();
    }

    /// <summary>Appends what a store took already behind what it is owed, each batch for itself: when there is room for some, the rest alone is tried again.</summary>
    internal async Task<IReadOnlyList<AppendResult>> MakeUpAsync(IReadOnlyList<(OwedBatch Batch, DateTimeOffset? CommittedAt)> batches)
    {
        var results = await _appender.AppendInOrderAsync(batches);
        foreach (var result in results)
            Noted(result);
        _behind = [.. batches.Where((_, index) => results[index].Status != AppendStatus.Appended).Select(static left => new OwedLane(left.Batch.Store, left.Batch.Bucket))];
        return results;
    }

    /// <summary>The order of a hash differs from process to process, and a simulated one must do the same every time.</summary>
    private IEnumerable<KeyValuePair<OwedLane, LaneReceiver>> InOrder() =>
        _receivers.OrderBy(static entry => entry.Key.Store, StringComparer.Ordinal).ThenBy(static entry => entry.Key.Bucket, StringComparer.Ordinal);

    private LaneReceiver ReceiverOf(OwedLane lane) => _receivers.GetOrAdd(
        lane,
        static (lane, log) => new(lane, log._queue, log._tail, log._settling, log._options, () => Interlocked.Increment(ref log._sequence), log._time),
        this);

    private async Task TellDrainedAsync()
    {
        LaneNote[] lanes;
        lock (_drainedLock)
        {
            lanes = [.. _drained.Values];
            _drained.Clear();
        }

        // Lost when it fails: the counts are too high then until the lane is cleared.
        if (lanes.Length > 0 && await _tail.PostAsync(new BoardNote.Drained(_options.Instance, lanes)) is { Succeeded: false } fault)
            Note(fault.Message);
    }

    private (long Bytes, long Limit) Size() =>
        _size is { } size ? (size.Bytes, size.Limit) : (Lanes.Sum(lane => _tail.Owed(lane).Bytes), _data.MaxBytes);

    private AppendResult Noted(AppendResult result)
    {
        Note(result.Message);
        return result;
    }

    private void Note(string? fault)
    {
        if (fault is null)
            return;
        Interlocked.Increment(ref _faults);
        _lastFault = fault;
    }
}
