namespace Holdfast.Pipeline.Sharing;

/// <summary>How large the deferred log's queue is.</summary>
/// <param name="Bytes">What it takes.</param>
/// <param name="Limit">What it may take.</param>
public sealed record QueueSize(long Bytes, long Limit);
