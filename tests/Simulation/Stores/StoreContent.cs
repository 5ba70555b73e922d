using Holdfast.Simulation.Scenarios;

namespace Holdfast.Simulation.Stores;

/// <summary>What a store holds: per bucket the last value written to each cell.</summary>
internal sealed class StoreContent
{
    private readonly Dictionary<string, Dictionary<Cell, string>> _buckets = new(StringComparer.Ordinal);
    private Dictionary<string, Dictionary<Cell, string>> _synced = new(StringComparer.Ordinal);

    public StoreContent(IEnumerable<string> buckets)
    {
        foreach (var bucket in buckets)
            _buckets[bucket] = [];
    }

    /// <summary>The buckets.</summary>
    public IEnumerable<KeyValuePair<string, Dictionary<Cell, string>>> Buckets => _buckets;

    /// <summary>Whether there is such a bucket.</summary>
    public bool Has(string bucket) => _buckets.ContainsKey(bucket);

    /// <summary>The cells of a bucket.</summary>
    public IReadOnlyDictionary<Cell, string> Cells(string bucket) => _buckets[bucket];

    /// <summary>The value of a cell, or null.</summary>
    public string? Read(string bucket, Cell cell) => _buckets[bucket].GetValueOrDefault(cell);

    /// <summary>Writes a cell.</summary>
    public void Write(string bucket, Cell cell, string value) => _buckets[bucket][cell] = value;

    /// <summary>Makes durable what there is.</summary>
    public void Sync() => _synced = Copy(_buckets);

    /// <summary>Forgets what is not durable; says how many cells that were.</summary>
    public int Forget()
    {
        var lost = 0;
        foreach (var (bucket, cells) in _buckets)
        {
            var synced = _synced.GetValueOrDefault(bucket) ?? [];
            lost += cells.Count(cell => synced.GetValueOrDefault(cell.Key) != cell.Value);
            cells.Clear();
            foreach (var (cell, value) in synced)
                cells[cell] = value;
        }

        return lost;
    }

    private static Dictionary<string, Dictionary<Cell, string>> Copy(Dictionary<string, Dictionary<Cell, string>> buckets) =>
        buckets.ToDictionary(static bucket => bucket.Key, static bucket => new Dictionary<Cell, string>(bucket.Value), StringComparer.Ordinal);
}
