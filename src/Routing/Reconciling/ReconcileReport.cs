using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Holdfast.Routing.Reconciling;

/// <summary>What came of comparing the stores of one tier.</summary>
public sealed record ReconcileReport
{
    /// <summary>Unique within the process and across its restarts.</summary>
    public required string Id { get; init; }

    /// <summary>The tier's name.</summary>
    public required string Tier { get; init; }

    /// <summary>Why it was done.</summary>
    public required ReconcileCause Cause { get; init; }

    /// <summary>The timestamps that were compared, clipped to the tier's time to live and to what is old enough.</summary>
    public required TimeWindow Range { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>One report for each store and each one that it was compared with.</summary>
    public ImmutableArray<PairReport> Pairs { get; init; } = [];

    /// <summary>How the worst of the pairs ended.</summary>
    [JsonIgnore]
    public ReconcileOutcome Outcome => Pairs.Aggregate(ReconcileOutcome.Complete, static (worst, pair) => PairReport.Worse(worst, pair.Outcome));

    /// <summary>What all pairs counted.</summary>
    [JsonIgnore]
    public ReconcileTally Tally => Pairs.Aggregate(default(ReconcileTally), static (sum, pair) => sum + pair.Tally);

    /// <summary>Whether it is a reason to compare again soon: something was repaired, or a comparison did not take place. A window that is too large is none.</summary>
    [JsonIgnore]
    public bool Trouble => Tally.Repaired > 0 || Outcome > ReconcileOutcome.Partial;

    /// <summary>Both together, of the same tier: what covers both ranges. The id and the cause are this one's.</summary>
    /// <param name="later">The one that was made later.</param>
    public ReconcileReport And(ReconcileReport later)
    {
        ArgumentNullException.ThrowIfNull(later);
        var pairs = Pairs.ToBuilder();
        foreach (var pair in later.Pairs)
        {
            var known = 0;
            while (known < pairs.Count && !(string.Equals(pairs[known].Store, pair.Store, StringComparison.Ordinal) && string.Equals(pairs[known].With, pair.With, StringComparison.Ordinal)))
                known++;
            if (known < pairs.Count)
                pairs[known] = pairs[known].And(pair);
            else
                pairs.Add(pair);
        }

        return this with
        {
            Range = Range.IsEmpty ? later.Range : later.Range.IsEmpty ? Range : new(Math.Min(Range.From, later.Range.From), Math.Max(Range.To, later.Range.To)),
            Duration = Duration + later.Duration,
            Pairs = pairs.ToImmutable(),
        };
    }
}
