using Holdfast.Pipeline.Telemetry;
using Holdfast.Routing.Alerting;

namespace Holdfast.Pipeline.Overview;

/// <summary>One tier's traffic over the last 10 s, minute and 5 min, in rings of samples. Not thread-safe.</summary>
internal sealed class TierWindow
{
    /// <summary>What the rates are over.</summary>
    public static readonly TimeSpan RateSpan = TimeSpan.FromSeconds(10);

    /// <summary>What the shares of the targets are over.</summary>
    public static readonly TimeSpan ShareSpan = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Fine = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Coarse = TimeSpan.FromSeconds(5);

    private readonly TierTraffic _traffic;
    private readonly SampleRing<TrafficCounts> _fine;
    private readonly SampleRing<TrafficCounts> _coarse;
    private readonly LatencyWindow _latency;

    public TierWindow(TierTraffic traffic, TimeProvider time)
    {
        _traffic = traffic;
        _fine = new(Fine, ShareSpan, time);
        _coarse = new(Coarse, AlertThresholds.Window, time);
        _latency = new(traffic.Latency, time);
        var (now, counts) = (time.GetTimestamp(), traffic.Read());
        _fine.Add(now, counts);
        _coarse.Add(now, counts);
    }

    /// <summary>Takes a sample.</summary>
    public TierFigures Sample(long now)
    {
        var counts = _traffic.Read();
        var (seconds, rated) = _fine.Ago(now, RateSpan);
        var figures = new TierFigures(
            _traffic.Tier,
            counts.Since(rated),
            seconds.TotalSeconds,
            counts.Since(_fine.Ago(now, ShareSpan).Value),
            counts.Since(_coarse.Ago(now, AlertThresholds.Window).Value),
            _latency.Sample(now));
        _fine.Add(now, counts);
        _coarse.Add(now, counts);
        return figures;
    }
}
