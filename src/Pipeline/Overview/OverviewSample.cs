using System.Collections.Immutable;
using Holdfast.Routing.Alerting;

namespace Holdfast.Pipeline.Overview;

/// <summary>What was seen at one moment. Immutable.</summary>
/// <param name="At">The moment.</param>
/// <param name="Tiers">The traffic, in the table's order.</param>
/// <param name="Latencies">The stores' upstream latencies of the last minute; null for a store without attempts.</param>
/// <param name="Timelines">The breakers' past, in the table's order.</param>
/// <param name="Reading">What alerts are judged by.</param>
/// <param name="Alerts">The alerts.</param>
internal sealed record OverviewSample(
    DateTimeOffset At,
    ImmutableArray<TierFigures> Tiers,
    ImmutableArray<LatencyFigures?> Latencies,
    ImmutableArray<StoreTimeline> Timelines,
    AlertReading Reading,
    ImmutableArray<Alert> Alerts);
