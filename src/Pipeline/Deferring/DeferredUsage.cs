using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Deferring;

/// <summary>How full the deferred log is, and how well.</summary>
/// <param name="Bytes">What it takes on the disk. Segments are given back whole, so this may include what has been delivered
/// already.</param>
/// <param name="Limit">What it may take.</param>
/// <param name="OldestAge">The age of the oldest batch that is owed to anyone; zero if there is none.</param>
/// <param name="LostBatches">Batches that were owed when they became unreadable; their bytes are in the folder <c>corrupt</c>,
/// reconciliation heals them.</param>
/// <param name="Health">What the log met on the disk.</param>
public sealed record DeferredUsage(long Bytes, long Limit, TimeSpan OldestAge, long LostBatches, LogHealth Health)
{
    /// <summary>The used share of the limit, 0 to 1; the last append may carry it slightly beyond.</summary>
    public double Share => ShareOf(Bytes, Limit);

    /// <summary>The share that so many bytes are of a limit; 1 of a limit that allows nothing.</summary>
    public static double ShareOf(long bytes, long limit) => limit <= 0 ? 1 : (double)bytes / limit;
}
