using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>What became of one tier's writes since the start, in counters that only rise. Safe for any number of threads; counting allocates nothing.</summary>
internal sealed class TierTraffic(Tier tier)
{
    private readonly StripedCounters _counters = new(TrafficCounts.LengthFor(tier.Chain.Length));

    /// <summary>The tier.</summary>
    public Tier Tier => tier;

    /// <summary>How long its requests took.</summary>
    public LatencyCounter Latency { get; } = new();

    /// <summary>Counts a request.</summary>
    /// <param name="position">The target that took it; -1 for none.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="points">The points that were taken; 0 of a request that was not acknowledged.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Answered(int position, WriteEnding ending, long points, TimeSpan elapsed)
    {
        var here = _counters.Here;
        Interlocked.Increment(ref here[TrafficCounts.Requests]);
        if (ending is WriteEnding.Committed or WriteEnding.Fallback && position >= 0)
        {
            Interlocked.Increment(ref here[TrafficCounts.RequestsOf(position)]);
            Interlocked.Add(ref here[TrafficCounts.PointsOf(position)], points);
        }
        else if (ending is WriteEnding.Deferred)
        {
            Interlocked.Increment(ref here[TrafficCounts.Deferred]);
            Interlocked.Add(ref here[TrafficCounts.DeferredPoints], points);
        }

        Latency.Record(elapsed);
    }

    /// <summary>Counts lines that were not taken.</summary>
    public void Rejected(long lines, bool bySchema) =>
        _counters.Add(bySchema ? TrafficCounts.RejectedBySchema : TrafficCounts.RejectedOtherwise, lines);

    /// <summary>Everything since the start.</summary>
    public TrafficCounts Read() => new(_counters.Read());
}
