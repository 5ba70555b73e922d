using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>A message that was received and is not settled yet.</summary>
/// <param name="item">The message.</param>
/// <param name="batch">What it says.</param>
/// <param name="committedAt">When its store took it, where it was appended afterwards.</param>
internal sealed class HeldMessage(QueueItem item, OwedBatch batch, DateTimeOffset? committedAt)
{
    public QueueItem Item => item;

    public OwedBatch Batch => batch;

    /// <summary>Whether it was appended after its store had taken it, and so belongs before what was appended since.</summary>
    public bool IsMadeUp => committedAt is not null;

    /// <summary>Its place in the order of acknowledgement, by the clocks of queue and instances.</summary>
    public DateTimeOffset Effective { get; } = committedAt is { } at && at < item.EnqueuedAt ? at : item.EnqueuedAt;

    /// <summary>Its place in this process's order; rises with each receiver's reading, also where a message is received again.</summary>
    public long Sequence { get; set; }

    public LoggedBatch ToLogged() => new(Sequence, item.EnqueuedAt, batch);
}
