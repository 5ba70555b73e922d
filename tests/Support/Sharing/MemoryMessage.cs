using Holdfast.Pipeline.Sharing;

namespace Holdfast.Tests.Support.Sharing;

/// <summary>A message in a queue in memory.</summary>
internal sealed class MemoryMessage(QueueMessage message, long sequence, DateTimeOffset enqueuedAt)
{
    public QueueMessage Message => message;

    public long Sequence => sequence;

    public DateTimeOffset EnqueuedAt => enqueuedAt;

    public DateTimeOffset ExpiresAt { get; } = message.Lifetime > DateTimeOffset.MaxValue - enqueuedAt ? DateTimeOffset.MaxValue : enqueuedAt + message.Lifetime;

    public int Deliveries { get; set; }

    /// <summary>Who was given it last; it counts only while that one holds the session's lock.</summary>
    public MemorySession? Holder { get; set; }

    public QueueItem ToItem(object? handle) => new(sequence, enqueuedAt, handle is null ? 0 : Deliveries, message.Body, message.Properties, handle);
}
