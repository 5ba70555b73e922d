using Holdfast.Pipeline.Sharing;

namespace Holdfast.Tests.Support.Sharing;

/// <summary>A session of a <see cref="MemorySessionQueue"/> under its lock.</summary>
internal sealed class MemorySession(MemorySessionQueue queue, TimeProvider time, string name) : IQueueSession
{
    private static readonly QueueResult Lost = new(QueueFault.LockLost, "the session's lock has ended");

    public string Name => name;

    public DateTimeOffset LockedUntil { get; set; }

    public async Task<QueueResult<IReadOnlyList<QueueItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken)
    {
        var received = await queue.Calls.RunAsync("receive", () => Receive(maximum));
        if (!received.Succeeded || received.Value!.Count > 0)
            return received;
        await Task.Delay(patience, time, CancellationToken.None);
        return Receive(maximum);
    }

    public Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(int maximum, CancellationToken cancellationToken) => queue.Calls.RunAsync(
        "peek",
        () => new QueueResult<IReadOnlyList<QueueItem>>(QueueFault.None, "", [.. queue.Live(name).Take(maximum).Select(static message => message.ToItem(null))]));

    public Task<QueueResult> CompleteAsync(IReadOnlyList<QueueItem> items, CancellationToken cancellationToken) => queue.Calls.RunAsync("complete", () =>
    {
        if (!queue.Holds(this))
            return Lost;
        var messages = queue.Live(name);
        foreach (var item in items)
        {
            if (!messages.Remove((MemoryMessage)item.Handle!))
                return Lost;
        }

        return QueueResult.Done;
    });

    public Task<QueueResult> DeadLetterAsync(QueueItem item, string reason, string description, CancellationToken cancellationToken) =>
        queue.Calls.RunAsync("dead-letter", () =>
        {
            if (!queue.Holds(this))
                return Lost;
            queue.Bury((MemoryMessage)item.Handle!, reason, description);
            return QueueResult.Done;
        });

    public Task<QueueResult> RenewAsync(CancellationToken cancellationToken) => queue.Calls.RunAsync("renew", () =>
    {
        if (!queue.Holds(this))
            return Lost;
        queue.Extend(this);
        return QueueResult.Done;
    });

    public ValueTask DisposeAsync()
    {
        queue.Release(this);
        return ValueTask.CompletedTask;
    }

    private QueueResult<IReadOnlyList<QueueItem>> Receive(int maximum)
    {
        if (!queue.Holds(this))
            return new(QueueFault.LockLost, Lost.Message, null);
        var given = queue.Live(name).Where(message => message.Holder is not { } holder || !queue.Holds(holder)).Take(maximum).ToList();
        foreach (var message in given)
        {
            message.Holder = this;
            message.Deliveries++;
        }

        return new(QueueFault.None, "", [.. given.Select(static message => message.ToItem(message))]);
    }
}
