using System.Diagnostics.Metrics;

namespace Holdfast.Pipeline.Tests.Telemetry;

/// <summary>
/// A plain listener to the instruments of one factory, which is all that OpenTelemetry's own is: sums of what is added, last values of what is
/// observed, by <c>name|tag=value|…</c> with the tags in order.
/// </summary>
internal sealed class SeenMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <param name="factory">Whose instruments.</param>
    public SeenMeasurements(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, factory))
                return;
            Instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every instrument of the factory, in the order of their making.</summary>
    public List<Instrument> Instruments { get; } = [];

    /// <summary>What was seen.</summary>
    public Dictionary<string, double> Series { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of the tags that an instrument was given, in order.</summary>
    public Dictionary<string, SortedSet<string>> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Asks the observable instruments.</summary>
    public void Collect() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var ordered = tags.ToArray().OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => $"{tag.Key}={tag.Value}");
        var key = string.Join('|', ordered.Prepend(instrument.Name));
        Series[key] = instrument.IsObservable ? value : Series.GetValueOrDefault(key) + value;
        if (!Tags.TryGetValue(instrument.Name, out var names))
            Tags.Add(instrument.Name, names = new(StringComparer.Ordinal));
        foreach (var tag in tags)
            names.Add(tag.Key);
    }
}
