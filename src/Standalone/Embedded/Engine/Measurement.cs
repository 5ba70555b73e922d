using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>A measurement's series and the types of its fields. Guarded by its bucket's lock.</summary>
internal sealed class Measurement
{
    private readonly Dictionary<byte[], Field> _byRawKey = new(Utf8KeyComparer.Instance);
    private readonly Dictionary<string, Field> _fields = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);

    public Measurement(string name) => Name = name;

    public string Name { get; }

    /// <summary>The fields, in no order.</summary>
    public IReadOnlyCollection<Field> Fields => _fields.Values;

    /// <summary>The series in order of their keys.</summary>
    public IReadOnlyCollection<Series> Series => _series.Values;

    public Field? Find(string field) => _fields.GetValueOrDefault(field);

    /// <summary>The field whose key stands in a line, escapes still in place; null when it is not known yet.</summary>
    public Field? Find(ReadOnlySpan<byte> rawKey)
    {
        if (_byRawKey.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(rawKey, out Field? known)) return known;
        if (_fields.Count == 0) return null;
        Field? field = Find(LineEscapes.UnescapeKey(rawKey));

        // One spelling per field is remembered: the usual one, and the one after a restart.
        if (field is not null && _byRawKey.Count < _fields.Count) _byRawKey[rawKey.ToArray()] = field;
        return field;
    }

    /// <summary>Learns a field by its first value's type.</summary>
    public Field Learn(ReadOnlySpan<byte> rawKey, FieldType type)
    {
        Field field = Learn(LineEscapes.UnescapeKey(rawKey), type);
        _byRawKey[rawKey.ToArray()] = field;
        return field;
    }

    /// <summary>Learns a field by name.</summary>
    public Field Learn(string name, FieldType type)
    {
        Field field = new(name, type);
        _fields.Add(name, field);
        return field;
    }

    public Series? FindSeries(string key) => _series.GetValueOrDefault(key);

    public void Add(Series series) => _series.Add(series.Key, series);

    public void Remove(Series series) => _series.Remove(series.Key);

    /// <summary>All tag keys of all series, in order.</summary>
    public SortedSet<string> TagKeys() =>
        new(_series.Values.SelectMany(static series => series.Tags).Select(static tag => tag.Key), StringComparer.Ordinal);
}
