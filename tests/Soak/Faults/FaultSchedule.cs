namespace Holdfast.Soak.Faults;

/// <summary>
/// Draws what goes wrong and when. Pure: the same seed gives the same schedule. Every kind comes about equally often; at most two faults are
/// in force at once, never two of the same tier's stores by different faults.
/// </summary>
internal static class FaultSchedule
{
    /// <summary>
    /// The part of the run in which Holdfast itself is killed. What follows is one life of it, long enough to see whether it grows.
    /// </summary>
    public const double RestartShare = 0.4;

    private const int MaxTogether = 2;

    /// <summary>The time between two kills of Holdfast, in gaps: something is to happen in its life between them.</summary>
    private const double RestartGaps = 2;

    private static readonly TimeSpan Nudge = TimeSpan.FromSeconds(1);

    /// <summary>Draws a schedule.</summary>
    /// <param name="seed">What it is drawn from.</param>
    /// <param name="length">How long the traffic lasts.</param>
    /// <param name="plan">How dense it is.</param>
    /// <param name="stores">The stores.</param>
    public static IReadOnlyList<PlannedFault> Draw(int seed, TimeSpan length, SchedulePlan plan, IReadOnlyList<StoreTraits> stores)
    {
        var random = new Random(seed);
        var faults = new List<PlannedFault>();
        var (lastRestart, end) = (length * RestartShare, length - plan.Tail);

        // Those in which Holdfast is killed are placed first, since they have the least room, and each kind in its turn: a short run has time for
        // each of them only once.
        var restarts = new Bag(random, [.. Kinds(stores).Where(PlannedFault.Restarts)], shuffled: true);
        for (var at = plan.Calm; at < lastRestart;)
            at = Next(random, Add(restarts.Take(), at, lastRestart + plan.Longest), at, plan.Gap * RestartGaps);

        var others = new Bag(random, [.. Kinds(stores).Where(static kind => !PlannedFault.Restarts(kind))], shuffled: false);
        for (var at = plan.Calm + (plan.Gap / 2); at < end;)
            at = Next(random, Add(others.Take(), at, end), at, plan.Gap);
        return [.. faults.OrderBy(static fault => fault.At)];

        PlannedFault Add(FaultKind kind, TimeSpan at, TimeSpan before)
        {
            var fault = Place(random, kind, at, plan, stores, faults);
            if (fault.End <= before && fault.End <= end)
                faults.Add(fault);
            return fault;
        }
    }

    private static TimeSpan Next(Random random, PlannedFault fault, TimeSpan at, TimeSpan gap)
    {
        var next = at + (gap * (0.5 + random.NextDouble()));
        return fault.IsAlone && next < fault.End ? fault.End + Nudge : next;
    }

    private static IEnumerable<FaultKind> Kinds(IReadOnlyList<StoreTraits> stores) =>
        Enum.GetValues<FaultKind>().Where(kind => NeedsNoStore(kind) || Candidates(kind, stores).Any());

    private static bool NeedsNoStore(FaultKind kind) => kind == FaultKind.HoldfastKilled;

    private static IEnumerable<StoreTraits> Candidates(FaultKind kind, IReadOnlyList<StoreTraits> stores) => kind switch
    {
        FaultKind.StoreSlow or FaultKind.StoreFailing or FaultKind.StoreThrottling or FaultKind.StoreLying => stores.Where(static store => store.CanMisbehave),
        FaultKind.RetentionAltered => stores.Where(static store => store is { CanChangeRetention: true, IsPrimary: true }),
        _ => stores,
    };

    private static PlannedFault Place(Random random, FaultKind kind, TimeSpan at, SchedulePlan plan, IReadOnlyList<StoreTraits> stores, List<PlannedFault> faults)
    {
        var lasts = TimeSpan.FromSeconds(Math.Round(plan.Shortest.TotalSeconds + (random.NextDouble() * (plan.Longest - plan.Shortest).TotalSeconds), 1));
        var fault = new PlannedFault(kind, TargetOf(random, kind, stores), at, kind == FaultKind.HoldfastKilled ? TimeSpan.FromSeconds(1) : lasts);
        while (faults.Any(other => Clashes(fault, other, plan, stores)) || faults.Count(other => Overlaps(fault, other)) >= MaxTogether)
            fault = fault with { At = fault.At + Nudge };
        return fault;
    }

    private static string TargetOf(Random random, FaultKind kind, IReadOnlyList<StoreTraits> stores)
    {
        if (NeedsNoStore(kind))
            return "";
        var candidates = Candidates(kind, stores).ToList();
        if (kind is FaultKind.TierOut or FaultKind.LogNearlyFull)
            return candidates[random.Next(candidates.Count)].Tier;

        // Mostly the primary: a replica that fails alone is hardly noticed.
        var primaries = candidates.Where(static store => store.IsPrimary).ToList();
        var from = primaries.Count > 0 && random.NextDouble() < 0.7 ? primaries : candidates;
        return from[random.Next(from.Count)].Name;
    }

    private static bool Overlaps(PlannedFault one, PlannedFault other) => one.At < other.End && other.At < one.End;

    private static bool Clashes(PlannedFault one, PlannedFault other, SchedulePlan plan, IReadOnlyList<StoreTraits> stores)
    {
        if (Overlaps(one, other) && (one.IsAlone || other.IsAlone || (one.RestartsHoldfast && other.RestartsHoldfast)))
            return true;
        if (AreNear(one, other, plan.ForgetsApart) && ((Forgets(one, stores) && other.RestartsHoldfast) || (Forgets(other, stores) && one.RestartsHoldfast)))
            return true;
        return AreNear(one, other, plan.Apart)
            && (one.Target.Length > 0 && string.Equals(TierOf(one, stores), TierOf(other, stores), StringComparison.Ordinal));
    }

    private static bool AreNear(PlannedFault one, PlannedFault other, TimeSpan apart) => one.At < other.End + apart && other.At < one.End + apart;

    private static bool Forgets(PlannedFault fault, IReadOnlyList<StoreTraits> stores) =>
        fault.Kind == FaultKind.StoreKilled && stores.Any(store => store.Forgets && string.Equals(store.Name, fault.Target, StringComparison.Ordinal));

    private static string TierOf(PlannedFault fault, IReadOnlyList<StoreTraits> stores) =>
        stores.FirstOrDefault(store => string.Equals(store.Name, fault.Target, StringComparison.Ordinal))?.Tier ?? fault.Target;

    /// <summary>Gives every kind once before it gives one again.</summary>
    private sealed class Bag(Random random, FaultKind[] kinds, bool shuffled)
    {
        private int _left = shuffled ? kinds.Length : 0;

        public FaultKind Take()
        {
            if (_left == 0)
            {
                random.Shuffle(kinds);
                _left = kinds.Length;
            }

            return kinds[--_left];
        }
    }
}
