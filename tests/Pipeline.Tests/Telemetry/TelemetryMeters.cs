using System.Diagnostics.Metrics;

namespace Holdfast.Pipeline.Tests.Telemetry;

/// <summary>A meter factory that scopes its meters to itself, as .NET's own does.</summary>
internal sealed class TelemetryMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(static meter => meter.Dispose());
}
