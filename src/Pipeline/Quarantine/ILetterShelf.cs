using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>
/// A queue without sessions in which dead letters lie, or the dead letters of another queue, in the steps and by the rules of Service Bus.
/// Expected failures are values. Safe for any number of threads, and of instances.
/// </summary>
public interface ILetterShelf
{
    /// <summary>The messages from a sequence on, in order, at most so many; those that are locked or set aside too. Empty at the end.</summary>
    Task<QueueResult<IReadOnlyList<LetterItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken);

    /// <summary>
    /// Locks the next messages that are neither locked nor set aside, at most so many and no more than have come within
    /// <paramref name="patience"/>; none when there are none. The lock ends by itself after a while.
    /// </summary>
    Task<QueueResult<IReadOnlyList<LetterItem>>> ReceiveAsync(int maximum, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Locks messages that were set aside. Those that are not there, are locked or are not set aside are missing from the result.</summary>
    Task<QueueResult<IReadOnlyList<LetterItem>>> ReceiveSetAsideAsync(IReadOnlyList<long> sequences, CancellationToken cancellationToken);

    /// <summary>Removes a locked message for good.</summary>
    Task<QueueResult> CompleteAsync(LetterItem item, CancellationToken cancellationToken);

    /// <summary>Lets a locked message go, to be given out by its sequence only.</summary>
    Task<QueueResult> SetAsideAsync(LetterItem item, CancellationToken cancellationToken);

    /// <summary>Lets a locked message go, back to its place.</summary>
    Task<QueueResult> GiveBackAsync(LetterItem item, CancellationToken cancellationToken);
}
