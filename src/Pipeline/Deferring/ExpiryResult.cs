namespace Holdfast.Pipeline.Deferring;

/// <summary>The outcome of putting away what has been owed for too long.</summary>
/// <param name="Expired">How many batches were handed over and are owed no more.</param>
/// <param name="Fault">What stopped it early; null if nothing did. The rest stays owed, and the next call tries again.</param>
public readonly record struct ExpiryResult(long Expired, string? Fault);
