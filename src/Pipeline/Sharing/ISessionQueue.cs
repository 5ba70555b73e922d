namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// A durable queue with sessions that all instances share, in the steps and by the rules of Service Bus: what one session is sent arrives in
/// order, one receiver at a time holds a session's lock, what it does not complete before it lets go is delivered again. Expected failures
/// are values. Safe for any number of threads.
/// </summary>
public interface ISessionQueue
{
    /// <summary>The most bytes of one message, its properties included.</summary>
    int MaxMessageBytes { get; }

    /// <summary>The most bytes that one call of <see cref="SendAsync"/> may carry, all its messages together.</summary>
    int MaxTransferBytes { get; }

    /// <summary>
    /// Sends all messages or none, in this order, and completes when they are durable. After a fault they may be there all the same: a
    /// time-out is not a refusal.
    /// </summary>
    Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken);

    /// <summary>Takes a session's lock. <see cref="QueueFault.Locked"/> when another receiver has it; an empty session can be taken too.</summary>
    Task<QueueResult<IQueueSession>> AcceptAsync(string session, CancellationToken cancellationToken);
}
