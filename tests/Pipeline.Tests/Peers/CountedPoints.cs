using System.Diagnostics.Metrics;
using Holdfast.Pipeline.Telemetry;

namespace Holdfast.Pipeline.Tests.Peers;

/// <summary>The points that were counted on this thread, by how they ended; other tests count on theirs.</summary>
internal sealed class CountedPoints : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public CountedPoints()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == HoldfastMetrics.MeterName && instrument.Name is "holdfast.write.points" or "holdfast.lines.rejected")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
    }

    public Dictionary<string, long> ByOutcome { get; } = new(StringComparer.Ordinal);

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            return;
        var outcome = instrument.Name == "holdfast.lines.rejected" ? "rejected line" : "";
        foreach (var tag in tags)
        {
            if (tag.Key == TagNames.Outcome)
                outcome = $"{tag.Value}";
        }

        ByOutcome[outcome] = ByOutcome.GetValueOrDefault(outcome) + value;
    }
}
