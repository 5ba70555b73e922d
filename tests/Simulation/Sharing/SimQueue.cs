using Holdfast.Pipeline.Sharing;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scheduling;

namespace Holdfast.Simulation.Sharing;

/// <summary>
/// The broker's side of a queue with sessions, by the rules of Service Bus: a send is all or nothing; a message whose id was seen within the
/// window is dropped and said to be sent; a session is in the hands of one receiver until it lets go or its lock ends; what it then had not
/// settled is given out again in its place. Every step is one moment.
/// </summary>
/// <param name="world">The world.</param>
internal sealed class SimQueue(SharedWorld world)
{
    /// <summary>How long ids are remembered.</summary>
    public static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);

    /// <summary>After so many deliveries a message goes to the dead letters.</summary>
    public const int MaxDeliveries = 100;

    private const int OverheadBytes = 64;

    private readonly SortedDictionary<string, List<SimMessage>> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimLock> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _seen = new(StringComparer.Ordinal);
    private readonly List<SimMessage> _dead = [];
    private readonly Random _random = new(world.Scenario.Seed ^ 0xD0D0);
    private long _sequence;

    /// <summary>All messages that are not settled, by session and in order.</summary>
    public IEnumerable<SimMessage> Messages => _sessions.Values.SelectMany(static messages => messages);

    /// <summary>What the broker has put aside.</summary>
    public IReadOnlyList<SimMessage> Dead => _dead;

    /// <summary>The sessions in which something is left.</summary>
    public IEnumerable<string> Sessions => _sessions.Where(static session => session.Value.Count > 0).Select(static session => session.Key);

    private SharingTraits Traits => world.Scenario.Sharing!;

    public QueueResult Send(IReadOnlyList<QueueMessage> messages)
    {
        if (messages.FirstOrDefault(message => BytesOf(message) > Traits.MaxMessageBytes) is { } large)
            return new(QueueFault.TooLarge, $"a message of {BytesOf(large)} bytes");
        if (messages.Sum(BytesOf) > Traits.MaxMessageBytes)
            return new(QueueFault.TooLarge, $"a transfer of {messages.Sum(BytesOf)} bytes");
        if (Messages.Sum(static message => (long)BytesOf(message.Message)) + messages.Sum(BytesOf) > Traits.QueueBytes)
        {
            world.Tally.Count(FaultKind.QueueFull);
            return new(QueueFault.Full, "the queue has reached its size");
        }

        // A client's library sends again, by itself, what it had no answer to.
        for (var times = _random.Next(10) == 0 ? 2 : 1; times > 0; times--)
        {
            foreach (var message in messages)
                Add(message);
        }

        return QueueResult.Done;
    }

    /// <summary>The lock, or why not.</summary>
    public (QueueResult Result, SimLock? Lock) Accept(string session)
    {
        if (LockOf(session) is not null)
            return (new(QueueFault.Locked, "another receiver holds the session"), null);
        var taken = _locks[session] = new(session) { Until = world.Now + Traits.LockDuration };
        world.Trace.Add($"session {session} is taken");
        return (QueueResult.Done, taken);
    }

    public (QueueResult Result, IReadOnlyList<QueueItem>? Items) Receive(SimLock held, int maximum)
    {
        if (LockOf(held.Session) != held)
            return (Lost(), null);
        var messages = MessagesOf(held.Session).Where(static message => message.Holder is null).Take(maximum).ToList();
        foreach (var message in messages)
            message.Holder = held;
        return (QueueResult.Done, [.. messages.Select(static message => Item(message, message.Deliveries + 1))]);
    }

    /// <summary>The first messages, whoever has them.</summary>
    public (QueueResult Result, IReadOnlyList<QueueItem>? Items) Peek(SimLock held, int maximum) => LockOf(held.Session) == held
        ? (QueueResult.Done, [.. MessagesOf(held.Session).Take(maximum).Select(static message => Item(message, 0))])
        : (Lost(), null);

    public QueueResult Complete(SimLock held, IReadOnlyList<QueueItem> items)
    {
        foreach (var item in items)
        {
            if (Find(held, item) is not { } message)
                return Lost();
            _sessions[held.Session].Remove(message);
        }

        return QueueResult.Done;
    }

    public QueueResult DeadLetter(SimLock held, QueueItem item)
    {
        if (Find(held, item) is not { } message)
            return Lost();
        _sessions[held.Session].Remove(message);
        _dead.Add(message);
        return QueueResult.Done;
    }

    public QueueResult Renew(SimLock held)
    {
        if (LockOf(held.Session) != held)
            return Lost();
        held.Until = world.Now + Traits.LockDuration;
        return QueueResult.Done;
    }

    /// <summary>Lets go of a session; no delivery counts.</summary>
    public void Release(SimLock held)
    {
        if (LockOf(held.Session) == held)
            Free(held, counted: false);
    }

    /// <summary>Every lock ends: the broker has moved.</summary>
    /// <returns>How many.</returns>
    public int LoseLocks()
    {
        var held = _locks.Values.ToList();
        held.ForEach(one => Free(one, counted: true));
        return held.Count;
    }

    /// <summary>What a receiver is told of the end of a lock.</summary>
    public static DateTimeOffset Clock(TimeSpan at) => GateTime.Start + at;

    private void Add(QueueMessage message)
    {
        if (message.Id.Length > 0)
        {
            if (_seen.TryGetValue(message.Id, out var at) && world.Now - at < DuplicateWindow)
            {
                world.Deeds.Add(World.Deed.DroppedDuplicate, 1);
                return;
            }

            _seen[message.Id] = world.Now;
        }

        if (!_sessions.TryGetValue(message.Session, out var messages))
            _sessions[message.Session] = messages = [];
        var copy = message with { Body = message.Body.ToArray(), Properties = new Dictionary<string, object>(message.Properties, StringComparer.Ordinal) };
        messages.Add(new(copy, ++_sequence, world.Now));
        world.Trace.Add($"session {message.Session} + {_sequence}");
    }

    private SimMessage? Find(SimLock held, QueueItem item) =>
        LockOf(held.Session) == held ? MessagesOf(held.Session).FirstOrDefault(message => message.Sequence == item.Sequence && message.Holder == held) : null;

    private SimLock? LockOf(string session)
    {
        if (!_locks.TryGetValue(session, out var held))
            return null;
        if (held.Until > world.Now)
            return held;
        Free(held, counted: true);
        return null;
    }

    private void Free(SimLock held, bool counted)
    {
        _locks.Remove(held.Session);
        world.Trace.Add($"session {held.Session} is free");
        foreach (var message in MessagesOf(held.Session).Where(message => message.Holder == held).ToList())
        {
            message.Holder = null;
            if (!counted)
                continue;
            world.Deeds.Add(World.Deed.Redelivered, 1);
            if (++message.Deliveries >= MaxDeliveries)
                PutAside(message);
        }
    }

    private List<SimMessage> MessagesOf(string session)
    {
        if (!_sessions.TryGetValue(session, out var messages))
            return [];
        foreach (var expired in messages.Where(message => message.ExpiresAt <= world.Now && message.Holder is null).ToList())
            PutAside(expired);
        return messages;
    }

    private void PutAside(SimMessage message)
    {
        _sessions[message.Message.Session].Remove(message);
        _dead.Add(message);
    }

    private static QueueItem Item(SimMessage message, int deliveries) => new(
        message.Sequence, Clock(message.EnqueuedAt), deliveries, message.Message.Body, message.Message.Properties, message);

    private static QueueResult Lost() => new(QueueFault.LockLost, "the session's lock has ended");

    private static int BytesOf(QueueMessage message) =>
        OverheadBytes + message.Body.Length + message.Id.Length + message.Session.Length
        + message.Properties.Sum(static property => property.Key.Length + (property.Value as string)?.Length ?? sizeof(long));
}
