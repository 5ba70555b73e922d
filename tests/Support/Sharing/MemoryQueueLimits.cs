namespace Holdfast.Tests.Support.Sharing;

/// <summary>The rules of a queue in memory; those of Service Bus' standard tier unless said otherwise.</summary>
internal sealed record MemoryQueueLimits
{
    public int MaxMessageBytes { get; init; } = 256 * 1024;

    public int MaxTransferBytes { get; init; } = 256 * 1024;

    public long MaxBytes { get; init; } = 1L << 30;

    public TimeSpan Lock { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A message that was given out so often and not settled goes to the dead letters.</summary>
    public int MaxDeliveries { get; init; } = int.MaxValue;
}
