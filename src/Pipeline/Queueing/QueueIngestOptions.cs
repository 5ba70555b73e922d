namespace Holdfast.Pipeline.Queueing;

/// <summary>What the ingest queue is set up with.</summary>
public sealed record QueueIngestOptions
{
    /// <summary>The default of <see cref="MaxDeliveries"/>, and what <c>infra/</c> sets the queue to.</summary>
    public const int DefaultMaxDeliveries = 10;

    /// <summary>
    /// The queue's own limit of deliveries, at least 1. When the queue's is lower, undeliverable messages become dead letters with the queue's
    /// reason instead of ours; when it is higher, its last deliveries are not used. None is lost either way.
    /// </summary>
    public int MaxDeliveries { get; init; } = DefaultMaxDeliveries;
}
