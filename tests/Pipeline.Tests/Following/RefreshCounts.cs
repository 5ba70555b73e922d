using System.Diagnostics.Metrics;
using Holdfast.Pipeline.Following;
using Holdfast.Pipeline.Telemetry;
using Holdfast.Pipeline.Tests.Telemetry;

namespace Holdfast.Pipeline.Tests.Following;

/// <summary>What an instance's refreshes rested on, as its metrics tell it.</summary>
internal sealed class RefreshCounts(IMeterFactory meters) : IDisposable
{
    private readonly SeenMeasurements _seen = new(meters);
    private readonly Dictionary<RefreshSource, double> _forgotten = [];

    /// <summary>The share that rested on this, since the beginning or the last <see cref="Forget"/>; 0 when there were none.</summary>
    public double ShareOf(RefreshSource source)
    {
        var all = Enum.GetValues<RefreshSource>().Sum(Of);
        return all == 0 ? 0 : Of(source) / all;
    }

    /// <summary>Begins anew.</summary>
    public void Forget()
    {
        foreach (var source in Enum.GetValues<RefreshSource>())
            _forgotten[source] = Total(source);
    }

    public void Dispose() => _seen.Dispose();

    private double Of(RefreshSource source) => Total(source) - _forgotten.GetValueOrDefault(source);

    private double Total(RefreshSource source) => _seen.Series.GetValueOrDefault($"holdfast.breaker.refreshes|source={TagText.Rare(source)}");
}
