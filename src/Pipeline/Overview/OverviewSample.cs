using System.Collections.Immutable;
using Holdfast.Routing.Alerting;
using Holdfast.Routing.Breakers;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Overview;

/// <summary>What was seen at one moment. Immutable.</summary>
/// <param name="At">The moment.</param>
/// <param name="Taken">The same moment as a timestamp, to tell how old the sample is.</param>
/// <param name="Tiers">The traffic, in the table's order.</param>
/// <param name="Latencies">The stores' upstream latencies of the last minute; null for a store without attempts.</param>
/// <param name="Breakers">The breakers, in the table's order.</param>
/// <param name="Recoveries">What was known of the stores' recoveries just before that, in the table's order; null where nothing is.</param>
/// <param name="Timelines">The breakers' past, in the table's order.</param>
/// <param name="Reading">What alerts are judged by.</param>
/// <param name="Alerts">The alerts.</param>
internal sealed record OverviewSample(
    DateTimeOffset At,
    long Taken,
    ImmutableArray<TierFigures> Tiers,
    ImmutableArray<LatencyFigures?> Latencies,
    ImmutableArray<BreakerState> Breakers,
    ImmutableArray<RecoveryRecord?> Recoveries,
    ImmutableArray<StoreTimeline> Timelines,
    AlertReading Reading,
    ImmutableArray<Alert> Alerts);
