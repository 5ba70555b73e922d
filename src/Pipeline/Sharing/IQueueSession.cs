namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// A session whose lock this receiver holds. Disposing it lets go: what was not completed is delivered again, in its place in the order. One
/// caller at a time.
/// </summary>
public interface IQueueSession : IAsyncDisposable
{
    /// <summary>When the lock ends by itself, unless it is renewed.</summary>
    DateTimeOffset LockedUntil { get; }

    /// <summary>
    /// The next messages in order, at most so many and no more than have come within <paramref name="patience"/>; none when there are none.
    /// What was received and not completed is not received again by this receiver.
    /// </summary>
    Task<QueueResult<IReadOnlyList<QueueItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>
    /// The first messages that are in the session, received already or not, without receiving them; at most so many. Unlike a receive, which may
    /// just have waited too briefly, none means that there are none.
    /// </summary>
    Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(int maximum, CancellationToken cancellationToken);

    /// <summary>Removes received messages for good. <see cref="QueueFault.LockLost"/> when somebody else may have them by now.</summary>
    Task<QueueResult> CompleteAsync(IReadOnlyList<QueueItem> items, CancellationToken cancellationToken);

    /// <summary>Moves a received message to the queue's dead letters, with the reason.</summary>
    Task<QueueResult> DeadLetterAsync(QueueItem item, string reason, string description, CancellationToken cancellationToken);

    /// <summary>Holds the lock for its whole duration once more.</summary>
    Task<QueueResult> RenewAsync(CancellationToken cancellationToken);
}
