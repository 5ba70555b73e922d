using System.Collections.Immutable;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>Collects the faults of one contracts' file and says where in the file each is.</summary>
internal sealed class ContractErrors(string file, ReadOnlyMemory<byte> json)
{
    private readonly List<RoutingError> _errors = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    /// <summary>All faults, in the order in which they were found.</summary>
    public ImmutableArray<RoutingError> All => [.. _errors];

    /// <summary>Remembers where a value stands, for faults that only a later check finds.</summary>
    public void Stands(string path, int position) => _positions.TryAdd(path, position);

    /// <summary>Adds a fault at a byte, unless the same path already has one.</summary>
    public void Add(string path, int position, string problem, string mend)
    {
        if (_paths.Add(path))
            _errors.Add(new(Located(path, position), problem, mend));
    }

    /// <summary>Adds a fault that a later check found, at its value or at the nearest one around it.</summary>
    public void Add(RoutingError error)
    {
        var around = error.Path;
        while (!_positions.ContainsKey(around) && around.LastIndexOf(':') is > 0 and var colon)
            around = around[..colon];
        Add(error.Path, _positions.GetValueOrDefault(around), error.Problem, error.Mend);
    }

    /// <summary>Adds a fault of the file as a whole.</summary>
    public void AddWhole(string problem, string mend) => _errors.Add(new(file, problem, mend));

    private string Located(string path, int position)
    {
        var before = json.Span[..position];
        var line = before.Count((byte)'\n') + 1;
        var column = position - before.LastIndexOf((byte)'\n');
        return path.Length == 0 ? $"{file}:{line}:{column}" : $"{file}:{line}:{column}: {path}";
    }
}
