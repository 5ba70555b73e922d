using Holdfast.Soak.Faults;
using Holdfast.Soak.Watching;

namespace Holdfast.Soak.Judging;

/// <summary>What a fault did to one store, and how long that lasted.</summary>
/// <param name="Fault">The fault as it was played.</param>
/// <param name="Store">The store.</param>
/// <param name="Opened">Whether its breaker opened.</param>
/// <param name="MostOwed">The most batches that it was seen to be owed.</param>
/// <param name="Closed">From the fault's end until the breaker was closed; null when that was not seen.</param>
/// <param name="Drained">From the fault's end until it was closed and owed nothing; null when that was not seen.</param>
/// <param name="Overtaken">Whether the next fault of the store, or of Holdfast, came before that.</param>
internal sealed record Outage(FaultRecord Fault, string Store, bool Opened, long MostOwed, TimeSpan? Closed, TimeSpan? Drained, bool Overtaken)
{
    /// <summary>A sight at the very end of a fault may still be of before its effect.</summary>
    private static readonly TimeSpan Effect = TimeSpan.FromSeconds(1);

    /// <summary>Finds all of them in what was seen. A store's recovery is held up by its next fault, and by whatever kills Holdfast. Pure.</summary>
    /// <param name="played">The faults as they were played.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="sights">How each store stood, in the order of time.</param>
    public static IReadOnlyList<Outage> AllOf(
        IReadOnlyList<FaultRecord> played, IReadOnlyList<StoreTraits> stores, IReadOnlyDictionary<string, IReadOnlyList<StoreSight>> sights)
    {
        var outages = new List<Outage>();
        foreach (var fault in played.OrderBy(static fault => fault.Began))
        {
            foreach (var store in stores.Where(store => Concerns(fault, store)))
            {
                var next = played.Where(other => other.Began > fault.Began && (other.Planned.RestartsHoldfast || Concerns(other, store)))
                    .Select(static other => other.Began).DefaultIfEmpty(TimeSpan.MaxValue).Min();
                outages.Add(Of(fault, store.Name, sights.GetValueOrDefault(store.Name) ?? [], next));
            }
        }

        return outages;
    }

    /// <summary>Finds it in what was seen. Pure.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="store">The store.</param>
    /// <param name="sights">How the store stood, in the order of time.</param>
    /// <param name="next">When the next fault began that may have held its recovery up; the largest value for none.</param>
    public static Outage Of(FaultRecord fault, string store, IReadOnlyList<StoreSight> sights, TimeSpan next)
    {
        var after = sights.Where(sight => sight.At >= fault.Ended + Effect && sight.At <= next).ToList();
        var closed = After(after, fault, static sight => sight.IsClosed);
        var drained = After(after, fault, static sight => sight.IsWell);

        // Until it was well again: what comes later is no consequence of this fault.
        var until = drained is { } well ? fault.Ended + well : next;
        var during = sights.Where(sight => sight.At >= fault.Began && sight.At <= until).ToList();
        return new(
            fault, store, during.Any(static sight => !sight.IsClosed), during.Select(static sight => sight.Owed).DefaultIfEmpty().Max(), closed, drained,
            drained is null && next < TimeSpan.MaxValue);
    }

    private static bool Concerns(FaultRecord fault, StoreTraits store) =>
        string.Equals(fault.Planned.Target, store.Name, StringComparison.Ordinal) || string.Equals(fault.Planned.Target, store.Tier, StringComparison.Ordinal);

    private static TimeSpan? After(List<StoreSight> sights, FaultRecord fault, Func<StoreSight, bool> condition)
    {
        var at = sights.FindIndex(sight => condition(sight));
        return at < 0 ? null : at == 0 ? TimeSpan.Zero : sights[at].At - fault.Ended;
    }
}
