using Holdfast.Pipeline.Sharing;

namespace Holdfast.Pipeline.Quarantine;

/// <summary>The shelf that Holdfast itself adds to.</summary>
public interface ILetterQueue : ILetterShelf
{
    /// <summary>The most bytes of one message, properties included.</summary>
    int MaxMessageBytes { get; }

    /// <summary>
    /// Sends all messages or none, in this order, and completes when they are durable; <see cref="QueueFault.TooLarge"/> when they are more
    /// than one transfer takes. After another fault they may be there all the same.
    /// </summary>
    Task<QueueResult> SendAsync(IReadOnlyList<QueueMessage> messages, CancellationToken cancellationToken);
}
