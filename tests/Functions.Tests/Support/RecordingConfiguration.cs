using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Functions.Tests.Support;

/// <summary>A configuration that remembers every key of which somebody asked the value.</summary>
internal sealed class RecordingConfiguration : IConfigurationSection
{
    private readonly IConfiguration _inner;
    private readonly HashSet<string> _asked;

    public RecordingConfiguration(IConfiguration root)
        : this(root, new(StringComparer.OrdinalIgnoreCase))
    {
    }

    private RecordingConfiguration(IConfiguration inner, HashSet<string> asked) => (_inner, _asked) = (inner, asked);

    /// <summary>The keys, without those of sections that hold no value of their own and of which something inside was asked too.</summary>
    public IReadOnlyList<string> Asked =>
        [.. _asked.Where(key => _inner[key] is not null || !_asked.Any(other => other.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.OrdinalIgnoreCase)];

    public string Key => Section.Key;

    public string Path => Section.Path;

    public string? Value
    {
        get
        {
            _asked.Add(Path);
            return Section.Value;
        }

        set => throw new NotSupportedException();
    }

    private IConfigurationSection Section => (IConfigurationSection)_inner;

    public string? this[string key]
    {
        get => GetSection(key).Value;
        set => throw new NotSupportedException();
    }

    public IConfigurationSection GetSection(string key) => new RecordingConfiguration(_inner.GetSection(key), _asked);

    public IEnumerable<IConfigurationSection> GetChildren() => _inner.GetChildren().Select(child => new RecordingConfiguration(child, _asked));

    public IChangeToken GetReloadToken() => _inner.GetReloadToken();
}
