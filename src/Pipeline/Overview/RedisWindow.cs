using Holdfast.Routing.Alerting;

namespace Holdfast.Pipeline.Overview;

/// <summary>What Redis was wanted for within <see cref="AlertThresholds.Window"/>, in a ring of samples as the writes are. Not thread-safe.</summary>
internal sealed class RedisWindow
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly RedisUseSource _source;
    private readonly SampleRing<RedisSight> _samples;

    public RedisWindow(RedisUseSource source, TimeProvider time)
    {
        _source = source;
        _samples = new(Period, AlertThresholds.Window, time);
        _samples.Add(time.GetTimestamp(), source());
    }

    /// <summary>Takes a sample.</summary>
    public RedisSight Sample(long now)
    {
        var counts = _source();
        var before = _samples.Ago(now, AlertThresholds.Window).Value;
        _samples.Add(now, counts);
        return new(counts.Asked - before.Asked, counts.FellBack - before.FellBack);
    }
}
