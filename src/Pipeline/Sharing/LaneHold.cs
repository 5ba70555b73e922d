namespace Holdfast.Pipeline.Sharing;

/// <summary>The messages of one lane that were received and are not settled, in the order in which they are to be delivered. Under the lane's gate.</summary>
/// <param name="next">Gives the next sequence of the process.</param>
internal sealed class LaneHold(Func<long> next)
{
    private readonly List<HeldMessage> _messages = [];

    public IReadOnlyList<HeldMessage> Messages => _messages;

    public long Bytes { get; private set; }

    /// <summary>When the youngest of them became durable.</summary>
    public DateTimeOffset Youngest { get; private set; }

    /// <summary>
    /// Takes a message in: behind all others, or, where it was appended only after its store had taken it, before what was appended since. What
    /// lies behind it is numbered anew then, so that sequences rise.
    /// </summary>
    public void Add(HeldMessage message)
    {
        var at = _messages.Count;
        if (message.IsMadeUp)
        {
            while (at > 0 && _messages[at - 1].Effective > message.Effective)
                at--;
        }

        _messages.Insert(at, message);
        Bytes += message.Batch.Lines.Length;
        if (message.Item.EnqueuedAt > Youngest)
            Youngest = message.Item.EnqueuedAt;
        for (; at < _messages.Count; at++)
            _messages[at].Sequence = next();
    }

    /// <summary>Forgets those that are settled.</summary>
    public void Remove(IReadOnlyCollection<HeldMessage> settled)
    {
        var gone = settled.ToHashSet();
        _messages.RemoveAll(gone.Contains);
        Bytes = _messages.Sum(static message => (long)message.Batch.Lines.Length);
    }

    /// <summary>Forgets all: they will be received again.</summary>
    public void Clear()
    {
        _messages.Clear();
        Bytes = 0;
        Youngest = default;
    }
}
