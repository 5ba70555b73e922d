using Holdfast.Pipeline.Sharing;

namespace Holdfast.Simulation.Sharing;

/// <summary>A session in the hands of one instance.</summary>
/// <param name="world">The world.</param>
/// <param name="line">The way to the broker.</param>
/// <param name="instance">The instance.</param>
/// <param name="held">The lock.</param>
internal sealed class SimSession(SharedWorld world, SimLine line, SimInstance instance, SimLock held) : IQueueSession
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private TimeSpan _until = held.Until;

    public DateTimeOffset LockedUntil => SimQueue.Clock(_until);

    public async Task<QueueResult<IReadOnlyList<QueueItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = instance.Time.GetTimestamp();
        while (true)
        {
            var (result, items) = await line.CallAsync(() => world.Queue.Receive(held, maximum), Broken, cancellationToken);
            var left = patience - instance.Time.GetElapsedTime(began);
            if (!result.Succeeded || items!.Count > 0 || left <= TimeSpan.Zero)
                return new(result.Fault, result.Message, items);
            await Task.Delay(left < Again ? left : Again, instance.Time, cancellationToken);
        }
    }

    public async Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(int maximum, CancellationToken cancellationToken)
    {
        var (result, items) = await line.CallAsync(() => world.Queue.Peek(held, maximum), static () => (SimSessionQueue.Unreachable(), null), cancellationToken);
        return new(result.Fault, result.Message, items);
    }

    public async Task<QueueResult> CompleteAsync(IReadOnlyList<QueueItem> items, CancellationToken cancellationToken)
    {
        // Now and then in two steps, of which the second may fail when the first is done.
        var first = world.Chance(4) == 0 ? world.Chance(items.Count + 1) : items.Count;
        var result = await CompleteAsync([.. items.Take(first)]);
        return result.Succeeded && first < items.Count ? await CompleteAsync([.. items.Skip(first)]) : result;

        Task<QueueResult> CompleteAsync(List<QueueItem> some) =>
            line.CallAsync(() => world.Queue.Complete(held, some), SimSessionQueue.Unreachable, cancellationToken);
    }

    public Task<QueueResult> DeadLetterAsync(QueueItem item, string reason, string description, CancellationToken cancellationToken) =>
        line.CallAsync(() => world.Queue.DeadLetter(held, item), SimSessionQueue.Unreachable, cancellationToken);

    public async Task<QueueResult> RenewAsync(CancellationToken cancellationToken)
    {
        var result = await line.CallAsync(() => world.Queue.Renew(held), SimSessionQueue.Unreachable, cancellationToken);
        if (result.Succeeded)
            _until = held.Until;
        return result;
    }

    public async ValueTask DisposeAsync() =>
        await line.CallAsync(
            () =>
            {
                world.Queue.Release(held);
                return QueueResult.Done;
            },
            SimSessionQueue.Unreachable,
            CancellationToken.None);

    /// <summary>
    /// Messages that were given out and did not arrive: the link is broken, and with it goes the lock, so that they are given out again.
    /// </summary>
    private (QueueResult Result, IReadOnlyList<QueueItem>? Items) Broken()
    {
        world.Queue.Release(held);
        return (SimSessionQueue.Unreachable(), null);
    }
}
