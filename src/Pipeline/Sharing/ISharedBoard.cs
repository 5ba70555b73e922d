namespace Holdfast.Pipeline.Sharing;

/// <summary>
/// A durable list of small notes that every instance reads from its beginning to its end and adds to: a queue without sessions that is peeked,
/// never received from, but for what is taken off its head. Sequences rise in the order in which notes became durable. Expected failures are
/// values. Safe for any number of threads.
/// </summary>
public interface ISharedBoard
{
    /// <summary>The most bytes of one note.</summary>
    int MaxNoteBytes { get; }

    /// <summary>Adds a note, and completes when it is durable. It goes by itself after <paramref name="lifetime"/>.</summary>
    Task<QueueResult> PostAsync(ReadOnlyMemory<byte> note, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The notes from a sequence on, in order, at most so many; empty at the end.</summary>
    Task<QueueResult<IReadOnlyList<QueueItem>>> PeekAsync(long fromSequence, int maximum, CancellationToken cancellationToken);

    /// <summary>Takes off every note up to and including a sequence. Some may be left when it fails.</summary>
    Task<QueueResult> RemoveAsync(long throughSequence, CancellationToken cancellationToken);
}
