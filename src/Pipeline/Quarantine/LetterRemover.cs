using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>
/// Removes letters from a shelf by their sequence. A queue gives out only its first messages, so what lies before a letter is locked on the
/// way to it: on Holdfast's own shelf it is set aside then, and from that time on given out by its sequence; in another queue's dead letters,
/// where deliveries are not counted against it, it is given back. One caller at a time.
/// </summary>
/// <param name="removed">Told of each letter that is gone.</param>
internal sealed class LetterRemover(Action<LetterShelf, LetterItem> removed)
{
    /// <summary>
    /// How many messages one removal passes over. Beyond it fails and says so; on Holdfast's own shelf the next one goes on from there, on
    /// another the letters before have to be redriven or purged first.
    /// </summary>
    public const int MaxPassed = 5000;

    /// <summary>How often it looks again for what somebody else held or moved meanwhile.</summary>
    private const int Rounds = 3;

    /// <summary>How long it waits for a queue that has nothing to give out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Removes what is there of these sequences.</summary>
    public async Task<DeadLetterRemoval> RemoveAsync(LetterShelf shelf, IEnumerable<long> sequences)
    {
        var wanted = new SortedSet<long>(sequences);
        var (count, passed) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var looked = await LookAsync(shelf, wanted);
            if (looked.Value is not { } heads)
                return new(DeadLetterStatus.Failed, count, looked.Message);
            if (heads.Count == 0)
                return new(DeadLetterStatus.Done, count, null);

            // Parts first: a letter that has lost some can still be seen and removed, parts without their letter could not.
            var parts = await PartsAsync(shelf, heads);
            if (parts.Value is null)
                return new(DeadLetterStatus.Failed, count, parts.Message);
            var taking = new Taking(shelf, passed);
            if (parts.Value.Count > 0)
            {
                var fault = await taking.TakeAsync(parts.Value);
                passed = taking.Passed;
                if (fault is not null)
                    return new(DeadLetterStatus.Failed, count, fault);
                if (taking.Taken.Count < parts.Value.Count)
                    continue;
                looked = await LookAsync(shelf, wanted);
                if (looked.Value is null)
                    return new(DeadLetterStatus.Failed, count, looked.Message);
                heads = looked.Value;
                taking = new(shelf, passed);
            }

            var failed = await taking.TakeAsync(heads);
            passed = taking.Passed;
            foreach (var item in taking.Taken)
            {
                count++;
                wanted.Remove(item.Item.Sequence);
                removed(shelf, item);
            }

            if (failed is not null)
                return new(DeadLetterStatus.Failed, count, failed);
        }

        var left = await LookAsync(shelf, wanted);
        return left.Value is { Count: 0 }
            ? new(DeadLetterStatus.Done, count, null)
            : new(DeadLetterStatus.Failed, count, left.Value is null ? left.Message : $"{left.Value.Count} letters are held by somebody else for now: try again");
    }

    /// <summary>Which of the sequences are there, and are letters.</summary>
    private static async Task<QueueResult<IReadOnlyList<LetterItem>>> LookAsync(LetterShelf shelf, SortedSet<long> wanted)
    {
        var found = new List<LetterItem>();
        var next = wanted.Count == 0 ? (long?)null : wanted.Min;
        while (next is { } from)
        {
            var peeked = await shelf.Queue.PeekAsync(from, LetterShelf.PeekSize, CancellationToken.None);
            if (peeked.Value is not { } items)
                return peeked;
            if (items.Count == 0)
                break;
            found.AddRange(items.Where(item => wanted.Contains(item.Item.Sequence) && shelf.IsLetter(item)));
            var rest = wanted.GetViewBetween(items[^1].Item.Sequence + 1, long.MaxValue);
            next = rest.Count == 0 ? null : rest.Min;
        }

        return new(QueueFault.None, "", found);
    }

    private static async Task<QueueResult<IReadOnlyList<LetterItem>>> PartsAsync(LetterShelf shelf, IReadOnlyList<LetterItem> heads)
    {
        var parts = new List<LetterItem>();
        foreach (var head in heads)
        {
            var found = await shelf.PartsAsync(head, CancellationToken.None);
            if (found.Value is null)
                return found;
            parts.AddRange(found.Value);
        }

        return new(QueueFault.None, "", parts);
    }

    /// <summary>One pass over a shelf for certain messages.</summary>
    private sealed class Taking(LetterShelf shelf, int passed)
    {
        private readonly List<LetterItem> _taken = [];
        private readonly List<LetterItem> _held = [];

        public List<LetterItem> Taken => _taken;

        public int Passed { get; private set; } = passed;

        /// <summary>Takes what it can get; what hindered it, or null when nothing did.</summary>
        public async Task<string?> TakeAsync(IReadOnlyList<LetterItem> items)
        {
            foreach (var some in items.Where(static item => item.SetAside).Select(static item => item.Item.Sequence).Chunk(LetterShelf.PeekSize))
            {
                var received = await shelf.Queue.ReceiveSetAsideAsync(some, CancellationToken.None);
                if (received.Value is not { } locked)
                    return received.Message;
                foreach (var item in locked)
                {
                    if (await CompleteAsync(item) is { } fault)
                        return fault;
                }
            }

            var wanted = items.Where(static item => !item.SetAside).Select(static item => item.Item.Sequence).ToHashSet();
            var hindered = await PassAsync(wanted);
            foreach (var item in _held)
            {
                // A fault here costs nothing but time: the lock ends by itself.
                var back = await shelf.Queue.GiveBackAsync(item, CancellationToken.None);
                hindered ??= back.Succeeded ? null : back.Message;
            }

            return hindered;
        }

        private async Task<string?> PassAsync(HashSet<long> wanted)
        {
            while (wanted.Count > 0)
            {
                if (Passed >= MaxPassed)
                    return $"more than {MaxPassed} letters lie before it on {shelf.Name}: try again, oldest first";
                var received = await shelf.Queue.ReceiveAsync(LetterShelf.PeekSize, Patience, CancellationToken.None);
                if (received.Value is not { } items)
                    return received.Message;
                if (items.Count == 0)
                    return null;
                foreach (var item in items)
                {
                    if ((wanted.Remove(item.Item.Sequence) ? await CompleteAsync(item) : await PassOverAsync(item)) is { } fault)
                        return fault;
                }
            }

            return null;
        }

        private async Task<string?> CompleteAsync(LetterItem item)
        {
            var done = await shelf.Queue.CompleteAsync(item, CancellationToken.None);
            if (!done.Succeeded)
                return done.Message;
            _taken.Add(item);
            return null;
        }

        private async Task<string?> PassOverAsync(LetterItem item)
        {
            Passed++;
            if (!shelf.IsOwn)
            {
                _held.Add(item);
                return null;
            }

            var aside = await shelf.Queue.SetAsideAsync(item, CancellationToken.None);
            return aside.Succeeded ? null : aside.Message;
        }
    }
}
