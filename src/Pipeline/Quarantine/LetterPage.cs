using Holdfast.Pipeline.DeadLetters;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>One page of letters while it is filled, shelf after shelf. For one caller.</summary>
/// <param name="reason">The reason of those that are wanted; null for all.</param>
/// <param name="afterId">What the caller asked for; where it would have to ask again if nothing can be read.</param>
/// <param name="limit">The most letters.</param>
internal sealed class LetterPage(string? reason, string? afterId, int limit)
{
    private readonly List<DeadLetter> _letters = [];
    private string? _last = afterId;
    private string? _fault;
    private int _unreadable;
    private int _lookedAt;
    private long _bytes;

    /// <summary>Whether nothing more goes onto it.</summary>
    public bool Ended => _fault is not null || IsFull;

    private bool IsFull => _letters.Count >= limit || _bytes >= QueueDeadLetters.MaxPageBytes || _lookedAt >= QueueDeadLetters.MaxLookedAt;

    /// <summary>Adds what a shelf has from a sequence on, as far as there is room.</summary>
    public async Task FillAsync(LetterShelf shelf, long from, CancellationToken cancellationToken)
    {
        while (!IsFull)
        {
            var peeked = await shelf.Queue.PeekAsync(from, LetterShelf.PeekSize, cancellationToken);
            _fault = peeked.Succeeded ? null : $"{shelf.Name}: {peeked.Message}";
            if (peeked.Value is not { Count: > 0 } items)
                return;
            foreach (var item in items)
            {
                await AddAsync(shelf, item, cancellationToken);
                if (_fault is not null)
                    return;
                _lookedAt++;
                _last = shelf.IdOf(item);
                if (IsFull)
                    return;
            }

            from = items[^1].Item.Sequence + 1;
        }
    }

    /// <summary>The page.</summary>
    /// <param name="more">Whether there may be more; the page behind the last letter may turn out to be empty.</param>
    public DeadLetterPage Finish(bool more) => new(_letters, more ? _last : null, _unreadable, _fault);

    private async Task AddAsync(LetterShelf shelf, LetterItem item, CancellationToken cancellationToken)
    {
        if (!shelf.IsLetter(item) || (reason is not null && !string.Equals(shelf.ReasonOf(item), reason, StringComparison.Ordinal)))
            return;
        var read = await shelf.ReadAsync(item, cancellationToken);
        _fault = read.Fault;
        if (read.Letter is { } letter)
        {
            _letters.Add(letter);
            _bytes += letter.Bytes.Length;
        }
        else if (_fault is null)
        {
            _unreadable++;
        }
    }
}
