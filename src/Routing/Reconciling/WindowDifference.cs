using System.Collections.Immutable;

namespace Holdfast.Routing.Reconciling;

/// <summary>What one store lacks of another's window, cell by cell.</summary>
/// <param name="Batches">The lines that would write what is missing: only cells that the store lacks entirely.</param>
/// <param name="MissingPoints">Points (series and timestamp) of which at least one cell is missing, the unwritable ones included.</param>
/// <param name="UnwritablePoints">Those of the missing points that line protocol cannot carry, or not entirely.</param>
/// <param name="ConflictingPoints">Points of which at least one cell has another value.</param>
/// <param name="Conflicts">At most <see cref="MaxConflicts"/> of the conflicting cells.</param>
public sealed record WindowDifference(
    ImmutableArray<RepairBatch> Batches, long MissingPoints, long UnwritablePoints, long ConflictingPoints, ImmutableArray<CellConflict> Conflicts)
{
    /// <summary>How many conflicting cells are shown.</summary>
    public const int MaxConflicts = 5;

    /// <summary>Compares. A store's own cells are never touched, so that a newer value is never overwritten with an older one (I3).</summary>
    /// <param name="healed">The window at the store that is to be healed; every series once.</param>
    /// <param name="other">The same window at the store that may have more; every series once.</param>
    /// <param name="maxBatchBytes">A batch is closed as soon as it has so many bytes; at least 1.</param>
    public static WindowDifference Of(IEnumerable<SeriesCells> healed, IEnumerable<SeriesCells> other, int maxBatchBytes)
    {
        ArgumentNullException.ThrowIfNull(healed);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchBytes, 1);
        var known = healed.ToDictionary(static series => series.Head.Text, StringComparer.Ordinal);
        var run = new DifferenceRun(maxBatchBytes);
        foreach (var series in other)
            run.Add(known.GetValueOrDefault(series.Head.Text), series);
        return run.End();
    }
}
