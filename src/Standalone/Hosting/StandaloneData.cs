using System.Text;
using System.Text.Json;
using Holdfast.Pipeline.Configuration;
using Holdfast.Pipeline.DeadLetters;
using Holdfast.Pipeline.Deferring;
using Holdfast.Pipeline.Ingest;
using Holdfast.Pipeline.Storage;
using Holdfast.Routing.Contracts;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Hosting;

/// <summary>What Standalone keeps in its data folder, open for as long as the process runs.</summary>
internal sealed class StandaloneData : IAsyncDisposable
{
    private const string BreakersFile = "breakers.json";
    private const string SchemaFile = "schema.ndjson";

    /// <summary>Far more than either small file ever takes: 100,000 learnt fields are some 10 MB.</summary>
    private const int MaxFileBytes = 256 * 1024 * 1024;

    private readonly DirectoryLock _lock;
    private readonly IStorage _storage;
    private readonly List<string> _learnt = [];
    private bool _unsaved;
    private SchemaRegistry? _schemas;

    private StandaloneData(DirectoryLock held, IStorage storage, FileDeferredLog log, FileDeadLetters letters)
    {
        _lock = held;
        _storage = storage;
        Log = log;
        Letters = letters;
    }

    /// <summary>The folder itself.</summary>
    public IStorage Storage => _storage;

    /// <summary>The deferred log.</summary>
    public FileDeferredLog Log { get; }

    /// <summary>The dead letters.</summary>
    public FileDeadLetters Letters { get; }

    /// <summary>Opens the folder, making it when it is missing.</summary>
    /// <returns>The data, or why the folder cannot be used.</returns>
    public static async Task<(StandaloneData? Data, string? Error)> OpenAsync(DataOptions options, TimeProvider time, CancellationToken cancellation)
    {
        if (DirectoryLock.TryAcquire(options.Path, out var error) is not { } held)
            return (null, error);
        var storage = new PhysicalStorage(options.Path);
        var log = await FileDeferredLog.OpenAsync(storage, options, time, cancellation);
        if (!log.Succeeded)
        {
            held.Dispose();
            return (null, $"The deferred log in '{options.Path}' cannot be opened: {log.Message}");
        }

        var letters = await FileDeadLetters.OpenAsync(storage, DeadLetterLimits.From(options), cancellation);
        if (!letters.Succeeded)
        {
            await log.Value.DisposeAsync();
            held.Dispose();
            return (null, $"The dead letters in '{options.Path}' cannot be opened: {letters.Message}");
        }

        return (new(held, storage, log.Value, letters.Value), null);
    }

    /// <summary>The breakers' states as they were last saved; null when there are none.</summary>
    public async Task<string?> LoadBreakersAsync() => await ReadAsync(BreakersFile);

    /// <summary>Saves the breakers' states.</summary>
    /// <returns>What hindered it; null when nothing did. Without them a restart only begins afresh.</returns>
    public async Task<string?> SaveBreakersAsync(string text) => (await _storage.ReplaceAsync(BreakersFile, Encoding.UTF8.GetBytes(text))).Message;

    /// <summary>Teaches the schemas what was learnt before, and remembers them for <see cref="SaveLearntAsync"/>.</summary>
    /// <returns>How many lines of the file were not readable and are left out.</returns>
    public async Task<int> LoadLearntAsync(SchemaRegistry schemas)
    {
        _schemas = schemas;
        var damaged = 0;
        var learnt = new List<(string Tier, LearntField Field)>();
        foreach (var line in (await ReadAsync(SchemaFile) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(line) is { } entry)
            {
                learnt.Add(entry);
                _learnt.Add(line);
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

        return damaged;
    }

    /// <summary>Saves what was learnt since the last time; does nothing when that is nothing. Not for two callers at once.</summary>
    /// <returns>What hindered it, after which the next call tries again; null when nothing did.</returns>
    public async Task<string?> SaveLearntAsync()
    {
        var before = _learnt.Count;
        foreach (var (tier, schema) in _schemas?.All ?? new Dictionary<string, Schema>(StringComparer.Ordinal))
            _learnt.AddRange(schema.TakeNew().Select(field => Format(tier, field)));
        _unsaved |= _learnt.Count > before;
        if (!_unsaved)
            return null;
        var saved = await _storage.ReplaceAsync(SchemaFile, Encoding.UTF8.GetBytes(string.Join('\n', _learnt) + "\n"));
        _unsaved = !saved.Succeeded;
        return saved.Message;
    }

    /// <summary>Closes the files and lets the folder go.</summary>
    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await Letters.DisposeAsync();
        _lock.Dispose();
    }

    private async Task<string?> ReadAsync(string name)
    {
        var read = await _storage.ReadAllAsync(name, MaxFileBytes);
        return read.Succeeded ? Encoding.UTF8.GetString(read.Value) : null;
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
