namespace Holdfast.Pipeline.Quarantine;

/// <summary>Counts the letters of the shelves by reason. For one caller.</summary>
internal sealed class LetterCount
{
    public Dictionary<string, (long Count, long Bytes)> Reasons { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset? Oldest { get; private set; }

    /// <summary>Counts a shelf's; what hindered it, or null when nothing did.</summary>
    public async Task<string?> AddAsync(LetterShelf shelf, CancellationToken cancellationToken)
    {
        var from = 1L;
        for (var seen = 0; seen < QueueDeadLetters.MaxCounted;)
        {
            var peeked = await shelf.Queue.PeekAsync(from, LetterShelf.PeekSize, cancellationToken);
            if (peeked.Value is not { } items)
                return peeked.Message;
            if (items.Count == 0)
                return null;
            foreach (var item in items)
                Add(shelf, item);
            seen += items.Count;
            from = items[^1].Item.Sequence + 1;
        }

        return null;
    }

    private void Add(LetterShelf shelf, LetterItem item)
    {
        // Parts belong to a letter that is counted.
        if (!shelf.IsLetter(item))
            return;
        var reason = shelf.ReasonOf(item);
        var known = Reasons.GetValueOrDefault(reason);
        Reasons[reason] = (known.Count + 1, known.Bytes + item.Bytes);
        if (Oldest is null || item.Item.EnqueuedAt < Oldest)
            Oldest = item.Item.EnqueuedAt;
    }
}
