using Holdfast.Pipeline.Deferring;

namespace Holdfast.Pipeline.Sharing;

/// <summary>What is announced for one lane and not cleared. Immutable.</summary>
/// <param name="Entries">The announcements, those of this instance that are under way included; at least one.</param>
/// <param name="Owed">How much is owed, at least one batch.</param>
internal sealed record LaneView(OwedEntry[] Entries, OwedSummary Owed)
{
    public static LaneView? Of(LaneState? state, IEnumerable<OwedEntry> underWay)
    {
        OwedEntry[] entries = [.. state?.Entries ?? [], .. underWay];
        if (entries.Length == 0)
            return null;
        var announced = entries.Aggregate(default(OwedSummary), static (sum, entry) => sum.And(entry.Counts));
        var drained = state?.Drained ?? default;

        // Counts may be lost, or count what never came; the ranges never are. What is not cleared may still hold one batch.
        return new(entries, new(
            Math.Max(1, announced.Batches - drained.Batches),
            Math.Max(0, announced.Points - drained.Points),
            Math.Max(0, announced.Bytes - drained.Bytes),
            drained.Oldest > announced.Oldest ? drained.Oldest : announced.Oldest,
            Math.Max(0, announced.OnlyHere - drained.OnlyHere)));
    }

    public bool Overlaps(long min, long max)
    {
        foreach (var entry in Entries)
        {
            if (entry.Overlaps(min, max))
                return true;
        }

        return false;
    }
}
