namespace Holdfast.Standalone.Commands.Drilling;

/// <summary>What reading every store back showed, point by point.</summary>
/// <param name="Acknowledged">Points of which at least one value was acknowledged.</param>
/// <param name="Read">Points that were read, of all stores together.</param>
/// <param name="Lost">Acknowledged points that no store has.</param>
/// <param name="MissingAtPrimary">Acknowledged points that the primary of their tier lacks.</param>
/// <param name="StaleAtPrimary">Points whose value at the primary is older than the last acknowledged one.</param>
/// <param name="Foreign">Points read that were never sent with that value, or not by that producer.</param>
/// <param name="Misplaced">Points read in another tier's bucket, or in one whose time to live differs.</param>
internal sealed record DrillComparison(long Acknowledged, long Read, long Lost, long MissingAtPrimary, long StaleAtPrimary, long Foreign, long Misplaced)
{
    /// <summary>Compares. Pure.</summary>
    /// <param name="ledger">What was sent, and what of it was acknowledged.</param>
    /// <param name="contents">What was read.</param>
    public static DrillComparison Of(DrillLedger ledger, IReadOnlyList<DrillContent> contents)
    {
        long read = 0, foreign = 0, misplaced = 0, acknowledged = 0, lost = 0, missing = 0, stale = 0;
        var somewhere = new HashSet<long>();
        foreach (var content in contents)
        {
            foreach (var (time, point) in content.Points)
            {
                read++;
                if (!content.Eligible || !string.Equals(point.Tier, content.Tier, StringComparison.Ordinal))
                    misplaced++;
                else
                    somewhere.Add(time);
                if (ledger.Find(time) is not { } sent || !sent.WasSent(point.Value) || !string.Equals(sent.Tier, point.Tier, StringComparison.Ordinal))
                    foreign++;
            }
        }

        var primaries = contents.Where(static content => content.IsPrimary).ToDictionary(static content => content.Tier, static content => content.Points, StringComparer.Ordinal);
        foreach (var sent in ledger.All.Where(static sent => sent.Acknowledged is not null))
        {
            acknowledged++;
            if (!somewhere.Contains(sent.Time))
                lost++;
            if (!primaries.TryGetValue(sent.Tier, out var primary) || !primary.TryGetValue(sent.Time, out var there))
                missing++;
            else if (!sent.IsCurrent(there.Value))
                stale++;
        }

        return new(acknowledged, read, lost, missing, stale, foreign, misplaced);
    }
}
