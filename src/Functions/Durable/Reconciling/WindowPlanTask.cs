using System.Collections.Immutable;
using Holdfast.Routing.Reconciling;
using Holdfast.Routing.Recovery;

namespace Holdfast.Functions.Durable.Reconciling;

/// <summary>The input of <see cref="PlanWindows"/>: either a tier and a range, or a store and what it was given belatedly.</summary>
public sealed record WindowPlanTask
{
    /// <summary>Why.</summary>
    public ReconcileCause Cause { get; init; }

    /// <summary>The tier's name; null of a recovery, whose spans name theirs.</summary>
    public string? Tier { get; init; }

    /// <summary>The timestamps of the tier.</summary>
    public TimeWindow Range { get; init; }

    /// <summary>The store that is to be healed; null for all.</summary>
    public string? Store { get; init; }

    /// <summary>Of a recovery: between which timestamps the store was given something.</summary>
    public ImmutableArray<RecoverySpan> Spans { get; init; } = [];
}
