namespace Holdfast.Pipeline.Sharing;

/// <summary>A message as the queue gives it out.</summary>
/// <param name="Sequence">Its place in the queue's order, from 1; given by the queue when it became durable.</param>
/// <param name="EnqueuedAt">When it became durable, by the queue's own clock.</param>
/// <param name="Deliveries">How often it was given out, this time included; 0 when it was only peeked at.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Properties">Its properties.</param>
/// <param name="Handle">The queue's own, by which it is settled; null when it was only peeked at.</param>
public sealed record QueueItem(
    long Sequence, DateTimeOffset EnqueuedAt, int Deliveries, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, object> Properties, object? Handle);
