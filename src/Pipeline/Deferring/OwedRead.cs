namespace Holdfast.Pipeline.Deferring;

/// <summary>The next batches that are owed in a lane.</summary>
/// <param name="Batches">In order of acknowledgement; empty if nothing is owed, or if <paramref name="Fault"/> tells why nothing could be
/// read.</param>
/// <param name="Fault">What hindered the reading; null if nothing did. Nothing is skipped because of it: the next call tries again.</param>
public sealed record OwedRead(IReadOnlyList<LoggedBatch> Batches, string? Fault)
{
    /// <summary>Whether the batches are all that could be expected.</summary>
    public bool Succeeded => Fault is null;
}
