using System.Diagnostics.Metrics;

namespace Holdfast.RedisLive.Support;

/// <summary>Meters of one instance.</summary>
internal sealed class LiveMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(static meter => meter.Dispose());
}
