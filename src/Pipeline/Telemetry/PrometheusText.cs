using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// What <c>GET /metrics</c> answers: listens to the instruments of one meter factory and writes them in the Prometheus text format
/// 0.0.4, families by name, series by labels. Safe for any number of threads; recording takes no lock and, once a series exists,
/// allocates nothing.
/// </summary>
public sealed class PrometheusText : IDisposable
{
    /// <summary>The answer's content type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The meter of the .NET runtime, of which garbage collection and the thread pool's queue are written.</summary>
    public const string RuntimeMeter = "System.Runtime";

    /// <summary>OpenTelemetry's default buckets for seconds, for histograms that give no advice.</summary>
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly IMeterFactory _factory;
    private readonly string[] _meters;
    private readonly bool _runtime;
    private readonly SortedDictionary<string, PrometheusFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _familiesLock = new();
    private readonly Lock _collectLock = new();
    private readonly MeterListener _listener = new();
    private long _collection;

    /// <summary>Starts to listen; what was recorded before is not seen.</summary>
    /// <param name="factory">
    /// The factory whose meters are meant. Listeners see every meter of the process, also those of another host in it, and tell them
    /// apart by the meter's scope, which .NET's factory sets to itself.
    /// </param>
    /// <param name="runtime">Whether basics of the .NET runtime's meter and the process's memory and processor time are written too.</param>
    /// <param name="meters">The names of the meters; <see cref="HoldfastMetrics.MeterName"/> when none is given.</param>
    public PrometheusText(IMeterFactory factory, bool runtime = true, params string[] meters)
    {
        _factory = factory;
        _runtime = runtime;
        _meters = meters.Length == 0 ? [HoldfastMetrics.MeterName] : meters;
        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<byte>(OnWhole);
        _listener.SetMeasurementEventCallback<short>(OnWhole);
        _listener.SetMeasurementEventCallback<int>(OnWhole);
        _listener.SetMeasurementEventCallback<long>(OnWhole);
        _listener.SetMeasurementEventCallback<float>(OnFraction);
        _listener.SetMeasurementEventCallback<double>(OnFraction);
        _listener.SetMeasurementEventCallback<decimal>(OnFraction);
        _listener.Start();
    }

    /// <summary>Asks the observable instruments and writes everything. One collection at a time; a second one waits.</summary>
    /// <exception cref="AggregateException">A provider of an observable instrument threw, which is a bug of that provider.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        lock (_collectLock)
        {
            Interlocked.Increment(ref _collection);
            _listener.RecordObservableInstruments();
            PrometheusFamily[] families;
            lock (_familiesLock)
                families = [.. _families.Values];
            var writer = new PrometheusWriter(output);
            foreach (var family in families)
                writer.Write(family, family.Snapshot(_collection));
            if (_runtime)
                WriteProcess(writer);
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listener.Dispose();

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        var asked = ReferenceEquals(instrument.Meter.Scope, _factory) && _meters.Contains(instrument.Meter.Name, StringComparer.Ordinal);
        var runtime = _runtime && string.Equals(instrument.Meter.Name, RuntimeMeter, StringComparison.Ordinal) && IsRuntimeBasic(instrument.Name);
        if ((asked || runtime) && instrument.GetType() is { IsGenericType: true } type && FamilyOf(instrument, type) is { } family)
            listener.EnableMeasurementEvents(instrument, new Target(this, family));
    }

    /// <summary>The rest of the runtime's instruments (assemblies, exceptions, timers, lock contention) cost more than they tell.</summary>
    private static bool IsRuntimeBasic(string name) =>
        name.StartsWith("dotnet.gc.", StringComparison.Ordinal) || name.StartsWith("dotnet.thread_pool.queue", StringComparison.Ordinal);

    /// <summary>The family of an instrument; null when its name is already taken by a metric of another type, which could not be written.</summary>
    private PrometheusFamily? FamilyOf(Instrument instrument, Type type)
    {
        var form = type.GetGenericTypeDefinition();
        var kind = form == typeof(Histogram<>) ? PrometheusKind.Histogram
            : form == typeof(Counter<>) || form == typeof(ObservableCounter<>) ? PrometheusKind.Counter
            : PrometheusKind.Gauge;
        var isSet = instrument.IsObservable || form == typeof(Gauge<>);
        var name = PrometheusNames.Metric(instrument.Name, instrument.Unit, kind);
        lock (_familiesLock)
        {
            if (_families.TryGetValue(name, out var known))
                return known.Kind == kind && known.IsSet == isSet && known.IsObserved == instrument.IsObservable ? known : null;
            var bounds = kind is PrometheusKind.Histogram ? BoundsOf(instrument) : [];
            var family = new PrometheusFamily(
                name, PrometheusNames.Help(instrument.Description ?? ""), kind, instrument.IsObservable, isSet, bounds);
            _families.Add(name, family);
            return family;
        }
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(static bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(static bound => (double)bound)],
        _ => DefaultBounds,
    };

    private static void OnWhole<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct, System.Numerics.INumber<T>
    {
        var target = (Target)state!;
        target.Family.Record(long.CreateTruncating(value), tags, target.Owner._collection);
    }

    private static void OnFraction<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct, System.Numerics.INumber<T>
    {
        var target = (Target)state!;
        target.Family.Record(double.CreateTruncating(value), tags, target.Owner._collection);
    }

    /// <summary>Under the names that every Prometheus client library gives them, and that dashboards ask for.</summary>
    private static void WriteProcess(PrometheusWriter writer)
    {
        using var process = Process.GetCurrentProcess();
        var started = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;
        writer.Write("process_cpu_seconds_total", "Processor time used, user and system.", PrometheusKind.Counter, process.TotalProcessorTime.TotalSeconds);
        writer.Write("process_resident_memory_bytes", "Resident memory.", PrometheusKind.Gauge, process.WorkingSet64);
        writer.Write("process_start_time_seconds", "When the process started, in seconds since 1970.", PrometheusKind.Gauge, started);
    }

    private sealed record Target(PrometheusText Owner, PrometheusFamily Family);
}
