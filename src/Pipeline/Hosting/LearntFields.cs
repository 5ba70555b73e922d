using System.Text.Json;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Storage;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Keeps the field types that the schemas have learnt. Not for two callers at once.</summary>
/// <param name="storage">Where they are kept.</param>
/// <param name="schemas">What learns.</param>
internal sealed class LearntFields(IStorage storage, SchemaRegistry schemas)
{
    private const string File = "schema.ndjson";

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _learnt = [];
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private bool _unsaved;

    /// <summary>Teaches the schemas what was learnt before, and remembers it for <see cref="SaveAsync"/>. Again, it takes up what was added since.</summary>
    public async Task<LearntLoad> LoadAsync()
    {
        var (text, fault) = await storage.TryReadTextAsync(File);
        var damaged = 0;
        var learnt = new List<(string Tier, LearntField Field)>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (_known.Contains(line) || _forgotten.Contains(line))
                continue;
            if (Parse(line) is { } entry)
            {
                learnt.Add(entry);
                Remember(line);
            }
            else
            {
                damaged++;
            }
        }

        foreach (var tier in learnt.GroupBy(static entry => entry.Tier, static entry => entry.Field, StringComparer.Ordinal))
        {
            if (schemas.All.TryGetValue(tier.Key, out var schema))
                schema.Load(tier);
        }

        return new(damaged, fault);
    }

    /// <summary>Whether there is something to save.</summary>
    public bool HasNew()
    {
        foreach (var (tier, schema) in schemas.All)
        {
            foreach (var field in schema.TakeNew())
                _unsaved |= field.Type == FieldType.None ? Forget(tier, field) : Remember(Format(tier, field));
        }

        return _unsaved;
    }

    /// <summary>Saves what was learnt since the last time; does nothing when that is nothing.</summary>
    /// <returns>What hindered it, after which the next call tries again; null when nothing did.</returns>
    public async Task<string?> SaveAsync()
    {
        if (!HasNew())
            return null;
        var fault = await storage.WriteTextAsync(File, string.Join('\n', _learnt) + "\n");
        _unsaved = fault is not null;
        return fault;
    }

    private bool Remember(string line)
    {
        if (!_known.Add(line))
            return false;
        _learnt.Add(line);
        _forgotten.Remove(line);
        return true;
    }

    /// <summary>
    /// Whatever type it had: of two that are kept, the older one would count after a restart. What others still keep is not taken from them again.
    /// </summary>
    private bool Forget(string tier, LearntField field)
    {
        var any = false;
        foreach (var type in Enum.GetValues<FieldType>())
        {
            var line = Format(tier, field with { Type = type });
            if (!_known.Remove(line))
                continue;
            _learnt.Remove(line);
            _forgotten.Add(line);
            any = true;
        }

        return any;
    }

    private static string Format(string tier, LearntField field) => JsonSerializer.Serialize(new[] { tier, field.Measurement, field.Field, field.Type.ToString() });

    private static (string Tier, LearntField Field)? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(line) is [var tier, var measurement, var field, var type]
                && Enum.TryParse<FieldType>(type, out var known) && known != FieldType.None
                ? (tier, new(measurement, field, known))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
