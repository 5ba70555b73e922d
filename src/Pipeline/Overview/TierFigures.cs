using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Overview;

/// <summary>One tier's traffic as of a sample.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Recent">Over the last 10 s.</param>
/// <param name="RecentSeconds">How long that really was; less after a start.</param>
/// <param name="Minute">Over the last minute.</param>
/// <param name="Window">Over the last 5 min, by which alerts are judged.</param>
/// <param name="Latency">Over the last minute; null without requests.</param>
internal sealed record TierFigures(
    Tier Tier, TrafficCounts Recent, double RecentSeconds, TrafficCounts Minute, TrafficCounts Window, LatencyFigures? Latency)
{
    /// <summary>A count of the last 10 s as a rate.</summary>
    public double PerSecond(long count) => RecentSeconds <= 0 ? 0 : count / RecentSeconds;

    /// <summary>A count as a share of the last minute's acknowledged requests; 0 without any.</summary>
    public double ShareOf(long count) => Minute.Acknowledged == 0 ? 0 : (double)count / Minute.Acknowledged;
}
