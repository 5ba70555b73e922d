using System.Collections.Immutable;
using Holdfast.Routing.Tiers;

namespace Holdfast.Pipeline.Configuration;

/// <summary>
/// Collects the faults of one reading, in order, so that one fault is told once: a later check of a key that is already known to be
/// at fault adds nothing, and a key that is only missing because it was misspelt is told as misspelt.
/// </summary>
internal sealed class ConfigurationErrors
{
    private readonly List<RoutingError> _errors = [];
    private readonly HashSet<string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _flat = [];
    private readonly HashSet<string> _misspelt = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a fault, unless the same key already has one.</summary>
    public void Add(string path, string problem, string mend) => Add(new RoutingError(path, problem, mend));

    /// <summary>Adds a fault, unless the same key already has one or was found under a misspelt name.</summary>
    public void Add(RoutingError error)
    {
        if (!_misspelt.Contains(error.Path) && !_flat.Exists(path => error.Path.StartsWith(path, StringComparison.OrdinalIgnoreCase)) && _paths.Add(error.Path))
            _errors.Add(error);
    }

    /// <summary>Adds a single value where a section belongs; that its keys are missing then needs no telling. The value may be a secret.</summary>
    public void AddFlat(string path)
    {
        Add(path, "a single value stands where a section belongs", "Give the keys of the section");
        _flat.Add(path + ":");
    }

    /// <summary>Adds an unknown key.</summary>
    /// <param name="path">The unknown key.</param>
    /// <param name="mend">What to do about it.</param>
    /// <param name="meant">The path of the key that was probably meant, whose absence then needs no telling; or null.</param>
    public void AddUnknown(string path, string mend, string? meant)
    {
        if (meant is not null && _misspelt.Add(meant))
            _errors.RemoveAll(error => string.Equals(error.Path, meant, StringComparison.OrdinalIgnoreCase));
        Add(path, "the key is unknown", mend);
    }

    /// <summary>Whether none of these keys is known to be at fault, so that a rule over all of them can be checked.</summary>
    public bool NoneAt(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (_paths.Contains(path) || _misspelt.Contains(path))
                return false;
        }

        return true;
    }

    /// <summary>All faults, in the order in which they were found.</summary>
    public ImmutableArray<RoutingError> All => [.. _errors];
}
