using Holdfast.Pipeline.Quarantine;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Tests.Quarantine;

/// <summary>
/// A queue by the rules of Service Bus: what is received is locked until it is settled or its lock ends, what is set aside is given out by its
/// sequence only, a peek shows all. Fails as it is told, before or after the effect.
/// </summary>
internal sealed class FakeShelf : ILetterQueue
{
    private readonly SortedDictionary<long, Held> _messages = [];
    private long _sequence;

    public int MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>A peek or a receive yields no more than this, as it does when messages are large.</summary>
    public int MaxPage { get; set; } = int.MaxValue;

    /// <summary>Asked before each step with its name; what it yields is answered in place of doing it.</summary>
    public Func<string, QueueFault> Before { get; set; } = static _ => QueueFault.None;

    /// <summary>Asked after each step was done; what it yields is answered all the same.</summary>
    public Func<string, QueueFault> After { get; set; } = static _ => QueueFault.None;

    public List<string> Steps { get; } = [];

    public int Count => _messages.Count;

    public int SetAside => _messages.Values.Count(static held => held.Item.SetAside);

    public int MostDeliveries => _messages.Values.Select(static held => held.Item.Item.Deliveries).DefaultIfEmpty().Max();

    /// <summary>Adds a message as another queue's dead letters hold it.</summary>
    public long Add(LetterItem item)
    {
        _sequence++;
        _messages.Add(_sequence, new(item with { Item = item.Item with { Sequence = _sequence } }));
        return _sequence;
    }

    public void Drop(long sequence) => _messages.Remove(sequence);

    public void LockAll(bool locked)
    {
        foreach (var held in _messages.Values)
            held.Locked = locked;
    }

    public Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) => Do("send", () =>
    {
        // Not the writer's own estimate: what AMQP adds to the text of a few properties is little.
        if (messages.Sum(static message => message.Body.Length + 200 + message.Properties.Sum(static one => one.Key.Length + (one.Value as string ?? "12345678").Length)) > MaxMessageBytes)
            return QueueFault.TooLarge;
        foreach (var message in messages)
            Add(new(new(0, DateTimeOffset.UnixEpoch, 0, message.Body, message.Properties, null)));
        return QueueFault.None;
    });

    public Task<QueueResult<IReadOnlyList<LetterItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken) =>
        Get("peek", () => [.. _messages.Where(message => message.Key >= fromSequence).Take(Math.Min(maximum, MaxPage)).Select(static message => message.Value.Item)]);

    public Task<QueueResult<IReadOnlyList<LetterItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken) => Get("receive", () =>
        [.. _messages.Values.Where(static held => !held.Locked && !held.Item.SetAside).Take(Math.Min(maximum, MaxPage)).Select(static held => held.Lock())]);

    public Task<QueueResult<IReadOnlyList<LetterItem>>> ReceiveSetAsideAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken) => Get("receive set aside", () =>
        [.. _messages.Values.Where(held => !held.Locked && held.Item.SetAside && sequences.Contains(held.Item.Item.Sequence)).Select(static held => held.Lock())]);

    public Task<QueueResult> CompleteAsync(LetterItem item, CancellationToken cancellationToken) =>
        Do("complete", () => Locked(item, held => _messages.Remove(held.Item.Item.Sequence)));

    public Task<QueueResult> SetAsideAsync(LetterItem item, CancellationToken cancellationToken) =>
        Do("set aside", () => Locked(item, static held => held.Item = held.Item with { SetAside = true }));

    public Task<QueueResult> GiveBackAsync(LetterItem item, CancellationToken cancellationToken) => Do("give back", () => Locked(item, static _ => { }));

    private QueueFault Locked(LetterItem item, Action<Held> step)
    {
        if (!_messages.TryGetValue(item.Item.Sequence, out var held) || !held.Locked || !ReferenceEquals(item.Item.Handle, held))
            return QueueFault.LockLost;
        step(held);
        held.Locked = false;
        return QueueFault.None;
    }

    private Task<QueueResult> Do(string step, Func<QueueFault> effect)
    {
        Steps.Add(step);
        var fault = Before(step);
        if (fault is QueueFault.None)
        {
            fault = effect();
            if (fault is QueueFault.None)
                fault = After(step);
        }

        return Task.FromResult(fault is QueueFault.None ? QueueResult.Done : new(fault, $"{step}: {fault}"));
    }

    private async Task<QueueResult<IReadOnlyList<LetterItem>>> Get(string step, Func<IReadOnlyList<LetterItem>> effect)
    {
        IReadOnlyList<LetterItem>? items = null;
        var result = await Do(step, () =>
        {
            items = effect();
            return QueueFault.None;
        });
        return new(result.Fault, result.Message, result.Succeeded ? items : null);
    }

    private sealed class Held(LetterItem item)
    {
        public LetterItem Item { get; set; } = item;

        public bool Locked { get; set; }

        public LetterItem Lock()
        {
            Locked = true;
            Item = Item with { Item = Item.Item with { Deliveries = Item.Item.Deliveries + 1 } };
            return Item with { Item = Item.Item with { Handle = this } };
        }
    }
}
