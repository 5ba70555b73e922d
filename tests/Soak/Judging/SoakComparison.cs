namespace Holdfast.Soak.Judging;

/// <summary>What reading every store back showed, of all tiers together.</summary>
/// <param name="Acknowledged">Points of which a version was acknowledged.</param>
/// <param name="Read">Rows that were read, of all stores.</param>
/// <param name="Lost">Acknowledged points that no store of their tier has.</param>
/// <param name="Missing">Acknowledged points that the primary of their tier does not have.</param>
/// <param name="Stale">Points whose value at the primary is older than the last acknowledged one.</param>
/// <param name="Misplaced">Rows in a bucket that may not have them.</param>
/// <param name="Foreign">Rows that nobody sent with this value.</param>
internal sealed record SoakComparison(long Acknowledged, long Read, long Lost, long Missing, long Stale, long Misplaced, long Foreign);
