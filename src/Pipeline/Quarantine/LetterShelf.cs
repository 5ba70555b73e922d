using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>One shelf with what makes letters of its messages.</summary>
/// <param name="index">Its digit in the ids.</param>
/// <param name="name">For people.</param>
/// <param name="queue">The messages.</param>
/// <param name="read">Makes letters of a foreign queue's messages; null on Holdfast's own shelf, where letters may have parts.</param>
internal sealed class LetterShelf(int index, string name, ILetterShelf queue, ReadLetter? read)
{
    /// <summary>How many messages one peek asks for.</summary>
    public const int PeekSize = 100;

    /// <summary>How many messages may lie between a letter and its last part: what other instances sent meanwhile.</summary>
    private const int MaxBetween = 4096;

    public int Index => index;

    public string Name => name;

    public ILetterShelf Queue => queue;

    /// <summary>Whether this is Holdfast's own shelf: what is passed over on the way to a letter is set aside there.</summary>
    public bool IsOwn => read is null;

    public string IdOf(LetterItem item) => new LetterId(index, item.Item.Sequence).ToString();

    /// <summary>Whether the message is a letter, and not a part of one.</summary>
    public bool IsLetter(LetterItem item) => !IsOwn || !LetterText.IsPart(item);

    public string ReasonOf(LetterItem item) => IsOwn ? item.Text(LetterNames.Reason) : QueueReasons.Of(item);

    /// <summary>The letter of a message: without a letter or a fault when it is damaged or a part of it is missing.</summary>
    public async Task<DeadLetterLookup> ReadAsync(LetterItem item, CancellationToken cancellationToken)
    {
        if (read is not null)
            return new(read(IdOf(item), item), null);
        var parts = await PartsAsync(item, cancellationToken);
        return parts.Value is null ? new(null, parts.Message) : new(LetterText.Read(IdOf(item), item, parts.Value), null);
    }

    /// <summary>The parts of a letter that follow its message, in order, up to the first that is missing.</summary>
    public async Task<QueueResult<IReadOnlyList<LetterItem>>> PartsAsync(LetterItem item, CancellationToken cancellationToken)
    {
        var wanted = IsOwn ? LetterText.PartsOf(item) - 1 : 0;
        var found = new SortedDictionary<int, LetterItem>();
        var id = item.Text(LetterNames.Id);
        var from = item.Item.Sequence + 1;
        for (var seen = 0; found.Count < wanted && seen < MaxBetween;)
        {
            var peeked = await queue.PeekAsync(from, PeekSize, cancellationToken);
            if (peeked.Value is not { } items)
                return peeked;
            if (items.Count == 0)
                break;
            foreach (var other in items)
            {
                if (LetterText.IsPart(other) && string.Equals(other.Text(LetterNames.Id), id, StringComparison.Ordinal))
                    found[other.Number(LetterNames.Part)] = other;
            }

            seen += items.Count;
            from = items[^1].Item.Sequence + 1;
        }

        return new(QueueFault.None, "", [.. found.Values]);
    }
}
