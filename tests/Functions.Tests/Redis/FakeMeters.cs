using System.Diagnostics.Metrics;
using Holdfast.Functions.Redis;
using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Functions.Tests.Redis;

/// <summary>Meters that nobody collects.</summary>
internal sealed class FakeMeters : IMeterFactory
{
    public static RedisTally Tally() => new(new HoldfastMetrics(new FakeMeters()));

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
