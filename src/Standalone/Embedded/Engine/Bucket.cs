using System.Collections.Immutable;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>
/// The points of one retention policy of one database. Everything but the identity is guarded by <see cref="Gate"/>: writes of one bucket
/// follow each other, and a query sees no write half applied.
/// </summary>
internal sealed class Bucket
{
    private readonly SortedDictionary<string, Measurement> _measurements = new(StringComparer.Ordinal);
    private readonly SeriesIndex _index = new();
    private readonly MemoryGauge _memory;

    public Bucket(string database, string policy, long retention, long shardDuration, MemoryGauge memory)
    {
        Database = database;
        Policy = policy;
        Retention = retention;
        ShardDuration = shardDuration;
        _memory = memory;
        Applier = new PointApplier(this);
    }

    public Lock Gate { get; } = new();

    public string Database { get; }

    public string Policy { get; }

    /// <summary>Nanoseconds for which points are kept; zero for ever. Changed under the catalog's lock, read anywhere.</summary>
    public long Retention { get; set; }

    /// <summary>Nanoseconds that InfluxDB would put into one shard; only shown.</summary>
    public long ShardDuration { get; set; }

    /// <summary>Set under <see cref="Gate"/> when the bucket was dropped: a writer that still holds it must not write.</summary>
    public bool IsDropped { get; private set; }

    public PointApplier Applier { get; }

    public SeriesIndex Index => _index;

    /// <summary>The measurements in order of their names.</summary>
    public IReadOnlyCollection<Measurement> Measurements => _measurements.Values;

    public Measurement? Find(string measurement) => _measurements.GetValueOrDefault(measurement);

    public Measurement FindOrAdd(string measurement)
    {
        if (_measurements.TryGetValue(measurement, out Measurement? found)) return found;
        found = new Measurement(measurement);
        _measurements.Add(measurement, found);
        return found;
    }

    public Series FindOrAdd(Measurement measurement, ImmutableArray<Tag> tags)
    {
        var key = SeriesIndex.KeyOf(measurement.Name, tags);
        if (measurement.FindSeries(key) is { } found) return found;
        Series series = new(measurement, tags, key);
        measurement.Add(series);
        Grow(series.Bytes);
        return series;
    }

    /// <summary>Sets one field of one point.</summary>
    public void Set(Series series, long time, Field field, in FieldValue value, int hint)
    {
        var growth = series.Put(time, out Block block, out var index);
        Grow(growth + block.Set(index, field, value, hint));
    }

    /// <summary>The oldest timestamp that is still kept.</summary>
    public long Cutoff(long now) => Retention == 0 || now < long.MinValue + Retention ? long.MinValue : now - Retention;

    public void Grow(long bytes) => _memory.Add(bytes);

    /// <summary>Removes what is older than the retention; returns the points removed.</summary>
    public long RemoveExpired_NeedsGate(long now)
    {
        var cutoff = Cutoff(now);
        if (cutoff == long.MinValue) return 0;
        long removed = 0;
        foreach (Measurement measurement in _measurements.Values.ToArray())
            removed += RemoveRange_NeedsGate(measurement, static _ => true, long.MinValue, cutoff - 1);
        return removed;
    }

    /// <summary>
    /// Removes the points of a range, both ends included, from the series that are meant. A series without points is forgotten, and so is
    /// a measurement without series, with the types of its fields.
    /// </summary>
    public long RemoveRange_NeedsGate(Measurement measurement, Func<Series, bool> meant, long from, long to)
    {
        long removed = 0;
        foreach (Series series in measurement.Series.Where(meant).ToArray())
        {
            if (series.IsEmpty || series.Blocks[0].First > to || series.Blocks[^1].Last < from) continue;
            var before = series.Bytes;
            removed += series.Remove(from, to);
            if (series.IsEmpty)
            {
                measurement.Remove(series);
                _index.Remove(series);
                Grow(-before);
            }
            else
            {
                Grow(series.Bytes - before);
            }
        }

        if (measurement.Series.Count == 0) _measurements.Remove(measurement.Name);
        return removed;
    }

    /// <summary>Forgets a measurement, its points and its types.</summary>
    public void Drop_NeedsGate(string measurement)
    {
        if (!_measurements.Remove(measurement, out Measurement? dropped)) return;
        foreach (Series series in dropped.Series)
        {
            _index.Remove(series);
            Grow(-series.Bytes);
        }
    }

    /// <summary>Forgets everything and refuses writes from now on.</summary>
    public void Drop_NeedsGate()
    {
        foreach (var measurement in _measurements.Keys.ToArray()) Drop_NeedsGate(measurement);
        IsDropped = true;
    }
}
