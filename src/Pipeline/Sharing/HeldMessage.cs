using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>A message that was received and is not settled yet.</summary>
/// <param name="item">The message.</param>
/// <param name="batch">What it says.</param>
/// <param name="committedAt">When its store took it, where it was appended afterwards.</param>
/// <param name="receivedAt">When it was received, by the clock that never jumps.</param>
internal sealed class HeldMessage(QueueItem item, OwedBatch batch, DateTimeOffset? committedAt, long receivedAt)
{
    public QueueItem Item => item;

    public OwedBatch Batch => batch;

    /// <summary>Whether it was appended after its store had taken it, and so belongs before what was appended since.</summary>
    public bool IsMadeUp => committedAt is not null;

    /// <summary>Its place in the order of acknowledgement, by the clocks of queue and instances.</summary>
    public DateTimeOffset Effective { get; } = committedAt is { } at && at < item.EnqueuedAt ? at : item.EnqueuedAt;

    /// <summary>Its place in this process's order; rises with each receiver's reading, also where a message is received again.</summary>
    public long Sequence { get; set; }

    /// <summary>Whether it is so old, by either clock: one that was set back must not hold it up for longer.</summary>
    public bool IsOlderThan(TimeSpan age, TimeProvider time) =>
        time.GetUtcNow() - item.EnqueuedAt >= age || time.GetElapsedTime(receivedAt) >= age;

    public LoggedBatch ToLogged() => new(Sequence, item.EnqueuedAt, batch);
}
