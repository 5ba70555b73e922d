using System.Text;
using Holdfast.Pipeline.Sharing;

namespace Holdfast.Tests.Support.Sharing;

/// <summary>
/// A queue with sessions by the rules of Service Bus: transfers are all or none, a message's id is remembered for a while, sessions are in order,
/// a session's lock ends by itself, and what was given out under a lock that has ended is given out again in its place. Single-threaded.
/// </summary>
/// <param name="time">The server's clock.</param>
/// <param name="limits">Its rules.</param>
internal sealed class MemorySessionQueue(TimeProvider time, MemoryQueueLimits? limits = null) : ISessionQueue
{
    private readonly Dictionary<string, List<MemoryMessage>> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemorySession> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _ids = new(StringComparer.Ordinal);
    private long _sequence;

    public MemoryQueueLimits Limits { get; } = limits ?? new();

    public MemoryCalls Calls { get; } = new(time);

    public List<MemoryDeadLetter> DeadLetters { get; } = [];

    public int MaxMessageBytes => Limits.MaxMessageBytes;

    public int MaxTransferBytes => Limits.MaxTransferBytes;

    /// <summary>What the queue holds, dead letters excluded.</summary>
    public long Bytes => _sessions.Values.Sum(static session => session.Sum(static message => (long)SizeOf(message.Message)));

    /// <summary>All sessions that hold something.</summary>
    public IReadOnlyList<string> Sessions => [.. _sessions.Where(static session => session.Value.Count > 0).Select(static session => session.Key).Order(StringComparer.Ordinal)];

    public IReadOnlyList<MemoryMessage> In(string session) => _sessions.TryGetValue(session, out var messages) ? messages : [];

    public Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken) =>
        Calls.RunAsync("send", () => Send(messages));

    public Task<QueueResult<IQueueSession>> AcceptAsync(string session, CancellationToken cancellationToken) =>
        Calls.RunAsync("accept", () => Accept(session));

    /// <summary>Ends a session's lock, as if its time were over or the connection were lost.</summary>
    public void BreakLock(string session)
    {
        if (_locks.TryGetValue(session, out var holder))
            holder.LockedUntil = DateTimeOffset.MinValue;
    }

    /// <summary>What a message counts against the limits.</summary>
    public static int SizeOf(QueueMessage message) =>
        128 + message.Body.Length + Encoding.UTF8.GetByteCount(message.Session) + Encoding.UTF8.GetByteCount(message.Id)
        + message.Properties.Sum(static property => property.Key.Length + (property.Value is string text ? Encoding.UTF8.GetByteCount(text) : 8) + 4);

    internal bool Holds(MemorySession session) => session.LockedUntil > time.GetUtcNow() && _locks.GetValueOrDefault(session.Name) == session;

    internal void Extend(MemorySession session) => session.LockedUntil = time.GetUtcNow() + Limits.Lock;

    internal void Release(MemorySession session)
    {
        if (_locks.GetValueOrDefault(session.Name) == session)
            _locks.Remove(session.Name);
        session.LockedUntil = DateTimeOffset.MinValue;
    }

    internal List<MemoryMessage> Live(string session)
    {
        if (!_sessions.TryGetValue(session, out var messages))
            _sessions[session] = messages = [];
        foreach (var message in messages.ToList())
        {
            var given = message.Holder is { } holder && Holds(holder);
            if (!given && time.GetUtcNow() >= message.ExpiresAt)
                Bury(message, "TTLExpiredException", "The message expired and was dead lettered.");
            else if (!given && message.Deliveries >= Limits.MaxDeliveries)
                Bury(message, "MaxDeliveryCountExceeded", "Message could not be consumed.");
        }

        return messages;
    }

    internal void Bury(MemoryMessage message, string reason, string description)
    {
        _sessions[message.Message.Session].Remove(message);
        DeadLetters.Add(new(message.Message, message.Sequence, reason, description));
    }

    private QueueResult Send(IReadOnlyList<QueueMessage> messages)
    {
        if (messages.Any(message => SizeOf(message) > MaxMessageBytes) || messages.Sum(SizeOf) > MaxTransferBytes)
            return new(QueueFault.TooLarge, "larger than the queue takes");
        if (Bytes + messages.Sum(SizeOf) > Limits.MaxBytes)
            return new(QueueFault.Full, "the queue has reached its size");
        var now = time.GetUtcNow();
        foreach (var (id, at) in _ids.Where(id => now - id.Value > Limits.DuplicateWindow).ToList())
            _ids.Remove(id);
        foreach (var message in messages)
        {
            if (message.Id.Length > 0 && !_ids.TryAdd(message.Id, now))
                continue;
            if (!_sessions.TryGetValue(message.Session, out var session))
                _sessions[message.Session] = session = [];
            session.Add(new(message, ++_sequence, now));
        }

        return QueueResult.Done;
    }

    private QueueResult<IQueueSession> Accept(string session)
    {
        if (session.Length > 128)
            return new(QueueFault.Misconfigured, "a session's name has at most 128 characters", null);
        if (_locks.TryGetValue(session, out var holder) && Holds(holder))
            return new(QueueFault.Locked, "another receiver has the session", null);
        var mine = new MemorySession(this, time, session);
        _locks[session] = mine;
        Extend(mine);
        return new(QueueFault.None, "", mine);
    }
}
