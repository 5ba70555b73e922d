namespace Holdfast.Pipeline.Telemetry;

/// <summary>
/// All series of one metric name. Looking a series up by its tags takes no lock and allocates nothing; only the first measurement
/// of a new label set does. Beyond <see cref="MaxSeries"/> label sets everything new goes into one overflow series.
/// </summary>
internal sealed class PrometheusFamily
{
    /// <summary>The most label sets of one family, and so the most memory it takes.</summary>
    public const int MaxSeries = 2000;

    /// <summary>The labels of the series that takes what is beyond; the name is OpenTelemetry's.</summary>
    public const string OverflowLabels = "otel_metric_overflow=\"true\"";

    private const int Buckets = 256;

    private readonly Lock _lock = new();
    private readonly Node?[] _heads = new Node?[Buckets];
    private readonly Dictionary<string, PrometheusSeries> _series = new(StringComparer.Ordinal);
    private readonly double[] _bounds;
    private PrometheusSeries? _overflow;
    private int _nodes;

    /// <summary>Starts an empty family.</summary>
    public PrometheusFamily(string name, string help, PrometheusKind kind, bool isObserved, bool isSet, double[] bounds)
    {
        Name = name;
        Help = help;
        Kind = kind;
        IsObserved = isObserved;
        IsSet = isSet;
        _bounds = bounds;
    }

    /// <summary>The metric's name, as it is written.</summary>
    public string Name { get; }

    /// <summary>What the metric means, as it is written; empty when the instrument does not say.</summary>
    public string Help { get; }

    /// <summary>The metric's type.</summary>
    public PrometheusKind Kind { get; }

    /// <summary>Whether its instrument is asked at each collection: a series that it reports no more is then no longer written.</summary>
    public bool IsObserved { get; }

    /// <summary>Whether a measurement is the value itself, and not a difference.</summary>
    public bool IsSet { get; }

    /// <summary>Takes one measurement.</summary>
    public void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, long collection)
    {
        if (IsSet || Kind is PrometheusKind.Histogram)
            Record((double)value, tags, collection);
        else
            Find(tags).Add(value);
    }

    /// <inheritdoc cref="Record(long, ReadOnlySpan{KeyValuePair{string, object?}}, long)"/>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, long collection)
    {
        var series = Find(tags);
        if (Kind is PrometheusKind.Histogram)
            series.Record(value);
        else if (IsSet)
            series.Set(value);
        else
            series.Add(value);
        if (IsObserved)
            series.Seen = collection;
    }

    /// <summary>The series to write, sorted by their labels.</summary>
    public List<PrometheusSeries> Snapshot(long collection)
    {
        List<PrometheusSeries> all;
        lock (_lock)
            all = [.. _series.Values];
        if (IsObserved)
            all.RemoveAll(series => series.Seen != collection);
        all.Sort(static (left, right) => string.CompareOrdinal(left.Labels, right.Labels));
        return all;
    }

    private PrometheusSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = Hash(tags);
        for (var node = Volatile.Read(ref _heads[hash % Buckets]); node is not null; node = node.Next)
        {
            if (node.Hash == hash && Same(node.Tags, tags))
                return node.Series;
        }

        return Volatile.Read(ref _overflow) ?? Make(tags, hash);
    }

    /// <summary>Two orders of the same tags are two nodes of one series.</summary>
    private PrometheusSeries Make(ReadOnlySpan<KeyValuePair<string, object?>> tags, uint hash)
    {
        lock (_lock)
        {
            for (var node = _heads[hash % Buckets]; node is not null; node = node.Next)
            {
                if (node.Hash == hash && Same(node.Tags, tags))
                    return node.Series;
            }

            if (_overflow is not null)
                return _overflow;
            if (_nodes == MaxSeries)
            {
                var overflow = new PrometheusSeries(OverflowLabels, _bounds);
                _series.Add(OverflowLabels, overflow);
                Volatile.Write(ref _overflow, overflow);
                return overflow;
            }

            var labels = PrometheusNames.Labels(tags);
            if (!_series.TryGetValue(labels, out var series))
                _series.Add(labels, series = new PrometheusSeries(labels, _bounds));
            Volatile.Write(ref _heads[hash % Buckets], new Node(hash, tags.ToArray(), series, _heads[hash % Buckets]));
            _nodes++;
            return series;
        }
    }

    private static uint Hash(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = 17u;
        foreach (var (_, value) in tags)
            hash = (hash * 31) + (uint)(value?.GetHashCode() ?? 0);
        return hash;
    }

    private static bool Same(KeyValuePair<string, object?>[] left, ReadOnlySpan<KeyValuePair<string, object?>> right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!string.Equals(left[i].Key, right[i].Key, StringComparison.Ordinal) || !Equals(left[i].Value, right[i].Value))
                return false;
        }

        return true;
    }

    private sealed record Node(uint Hash, KeyValuePair<string, object?>[] Tags, PrometheusSeries Series, Node? Next);
}
