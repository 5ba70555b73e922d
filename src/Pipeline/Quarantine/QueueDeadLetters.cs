using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Sharing;
using Holdfast.Pipeline.Storage;
using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>
/// The quarantine on queues, shared by all instances: letters are messages of one queue, and the dead letters of the other queues are listed
/// behind them, with the reason that those queues give. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// <para>
/// Ids are given by the queue when it takes a message, and told by no send: an addition yields none. Listing goes shelf by shelf, each in its
/// own order; a letter stays where it is until it is removed, so a page goes on behind an id whether its letter is still there or not.
/// </para>
/// <para>
/// What one transfer takes is added as a whole; more is added transfer by transfer, and a fault after the first leaves letters behind that
/// the next attempt adds again. The same holds for a letter with parts: it is seen, counted as unreadable, and can be purged. Removing is done
/// at least once: it may fail and have succeeded.
/// </para>
/// <para>
/// <see cref="Summary"/> is what the last <see cref="RefreshAsync"/> counted, at most <see cref="MaxCounted"/> messages of each shelf, and what
/// this instance has done since. Letters of other instances show after the next one.
/// </para>
/// </remarks>
public sealed class QueueDeadLetters : IDeadLetters
{
    /// <summary>The most letters of one page.</summary>
    public const int MaxPage = 1000;

    /// <summary>The bytes of letters after which a page ends.</summary>
    public const int MaxPageBytes = 8 * 1024 * 1024;

    /// <summary>The most messages that one page looks at: a reason that is rare ends a page without having filled it.</summary>
    public const int MaxLookedAt = 2000;

    /// <summary>The most messages of one shelf that a refresh counts. What lies beyond is listed, and not counted.</summary>
    public const int MaxCounted = 5000;

    /// <summary>The most bytes of several messages in one transfer: Service Bus takes no more, whatever one message may have.</summary>
    public const int MaxTransferBytes = 1024 * 1024;

    /// <summary>How often <see cref="RefreshAsync"/> is meant to be called: each time it reads what it counts, bytes and all.</summary>
    public static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(30);

    private readonly ILetterQueue _queue;
    private readonly LetterShelf[] _shelves;
    private readonly LetterTally _tally;
    private readonly LetterRemover _remover;
    private readonly EventLog _events;
    private readonly string _prefix;
    private readonly AsyncGate _removals = new();
    private readonly AsyncGate _refreshes = new();
    private long _count;
    private bool _failing;

    /// <summary>Makes the quarantine; nothing is read yet.</summary>
    /// <param name="queue">Where letters are added.</param>
    /// <param name="others">Other queues' dead letters, at most 15. Their order is part of the ids: add new ones at the end.</param>
    /// <param name="options">What the letters may take, as told; the queue itself keeps to its own size.</param>
    /// <param name="events">Tells when they cannot be counted.</param>
    /// <param name="seed">Random, drawn once per process: tells the messages of one from those of another.</param>
    public QueueDeadLetters(ILetterQueue queue, IReadOnlyList<ForeignShelf> others, DataOptions options, EventLog events, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(options);
        if (others.Count >= LetterId.MaxShelves)
            throw new ArgumentException($"more than {LetterId.MaxShelves - 1} other queues", nameof(others));
        _queue = queue;
        _shelves = [new(0, "dead letters", queue, null), .. others.Select(static (other, at) => new LetterShelf(at + 1, other.Name, other.Queue, other.Read))];
        _tally = new(options.MaxDeadLetterBytes);
        _remover = new((shelf, item) => _tally.Change(shelf.ReasonOf(item), -1, -item.Bytes));
        _events = events;
        _prefix = seed.ToString("x16");
    }

    /// <inheritdoc/>
    public DeadLetterSummary Summary => _tally.Summary;

    /// <inheritdoc/>
    public async Task<DeadLetterAddition> AddAsync(IReadOnlyList<DeadLetterDraft> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        var messages = drafts.SelectMany(draft => LetterWriter.Write(draft, $"{_prefix}-{Interlocked.Increment(ref _count):x}", _queue.MaxMessageBytes)).ToList();
        for (var sent = 0; sent < messages.Count;)
        {
            var count = Fitting(messages, sent);
            var result = await _queue.SendAsync(messages.GetRange(sent, count), cancellationToken);
            while (result.Fault is QueueFault.TooLarge && count > 1)
            {
                // The estimate is from above, but the queue has the last word.
                count /= 2;
                result = await _queue.SendAsync(messages.GetRange(sent, count), cancellationToken);
            }

            if (!result.Succeeded)
            {
                var nothing = sent == 0 && result.Fault is QueueFault.Full or QueueFault.Busy;
                return new(nothing ? DeadLetterStatus.Full : DeadLetterStatus.Failed, [], result.Message);
            }

            sent += count;
        }

        foreach (var draft in drafts)
            _tally.Change(draft.Reason, 1, draft.Bytes.Length);
        return new(DeadLetterStatus.Done, [], null);
    }

    /// <inheritdoc/>
    public async Task<DeadLetterPage> ListAsync(string? reason, string? afterId, int limit, CancellationToken cancellationToken)
    {
        var start = new LetterId(0, 0);
        if (afterId is not null && !LetterId.TryParse(afterId, out start))
            return new([], null, 0, $"'{afterId}' is not the id of a dead letter: those have seventeen hexadecimal digits.");
        var page = new LetterPage(reason, afterId, Math.Clamp(limit, 1, MaxPage));
        for (var at = start.Shelf; at < _shelves.Length; at++)
        {
            await page.FillAsync(_shelves[at], at == start.Shelf ? start.Sequence + 1 : 1, cancellationToken);
            if (page.Ended)
                return page.Finish(more: true);
        }

        return page.Finish(more: false);
    }

    /// <inheritdoc/>
    public async Task<DeadLetterLookup> FindAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!LetterId.TryParse(id, out var place) || place.Shelf >= _shelves.Length)
            return new(null, null);
        var shelf = _shelves[place.Shelf];
        var peeked = await shelf.Queue.PeekAsync(place.Sequence, 1, cancellationToken);
        if (peeked.Value is not { } items)
            return new(null, peeked.Message);
        if (items.Count == 0 || items[0].Item.Sequence != place.Sequence || !shelf.IsLetter(items[0]))
            return new(null, null);
        var read = await shelf.ReadAsync(items[0], cancellationToken);
        return read.Letter is null && read.Fault is null ? new(null, $"The dead letter {id} is damaged, or a part of it is missing.") : read;
    }

    /// <inheritdoc/>
    public async Task<DeadLetterRemoval> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        var places = new List<LetterId>();
        foreach (var id in ids)
        {
            if (LetterId.TryParse(id, out var place) && place.Shelf < _shelves.Length)
                places.Add(place);
        }

        await _removals.EnterAsync();
        try
        {
            var removed = 0;
            foreach (var some in places.GroupBy(static place => place.Shelf))
            {
                var removal = await _remover.RemoveAsync(_shelves[some.Key], some.Select(static place => place.Sequence));
                removed += removal.Removed;
                if (removal.Status != DeadLetterStatus.Done)
                    return removal with { Removed = removed };
            }

            return new(DeadLetterStatus.Done, removed, null);
        }
        finally
        {
            _removals.Leave();
        }
    }

    /// <summary>Counts the letters anew. Until the first count nothing is known, and while it fails the last one stands.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshes.EnterAsync();
        try
        {
            _tally.Begin();
            var count = new LetterCount();
            foreach (var shelf in _shelves)
            {
                if (await count.AddAsync(shelf, cancellationToken) is not { } fault)
                    continue;
                _tally.Failed($"{shelf.Name}: {fault}");
                if (!_failing)
                    _events.LettersFailing(shelf.Name, fault);
                _failing = true;
                return;
            }

            _tally.End(count.Reasons, count.Oldest);
            if (_failing)
                _events.LettersAnswering();
            _failing = false;
        }
        finally
        {
            _refreshes.Leave();
        }
    }

    /// <summary>How many messages one transfer takes, at least one.</summary>
    private int Fitting(List<QueueMessage> messages, int from)
    {
        var bytes = 0L;
        var most = Math.Min(_queue.MaxMessageBytes, MaxTransferBytes);
        for (var at = from; at < messages.Count; at++)
        {
            bytes += LetterWriter.SizeOf(messages[at]);
            if (bytes > most && at > from)
                return at - from;
        }

        return messages.Count - from;
    }
}
