namespace Holdfast.Routing.Reconciling;

/// <summary>What a comparison counted. All zero is the tally of nothing.</summary>
/// <param name="Windows">Windows compared, by their counts at least.</param>
/// <param name="Read">Of them those that were read cell by cell.</param>
/// <param name="Skipped">Windows that could not be compared.</param>
/// <param name="Missing">Points of which at least one cell was missing.</param>
/// <param name="Repaired">Points written whose missing cells the store then took.</param>
/// <param name="Refused">Points that the store refused for good, or that line protocol cannot carry.</param>
/// <param name="Conflicting">Points of which at least one cell has different values; left as they are.</param>
public readonly record struct ReconcileTally(long Windows, long Read, long Skipped, long Missing, long Repaired, long Refused, long Conflicting)
{
    /// <summary>Both together.</summary>
    public static ReconcileTally operator +(ReconcileTally left, ReconcileTally right) => new(
        left.Windows + right.Windows, left.Read + right.Read, left.Skipped + right.Skipped, left.Missing + right.Missing,
        left.Repaired + right.Repaired, left.Refused + right.Refused, left.Conflicting + right.Conflicting);
}
