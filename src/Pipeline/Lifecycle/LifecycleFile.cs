using System.Text;
using System.Text.Json;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Lifecycle;

/// <summary>A small JSON file that is replaced whole. One caller at a time for each name.</summary>
internal static class LifecycleFile
{
    /// <summary>The folder in the data folder.</summary>
    public const string Folder = "lifecycle";

    /// <summary>The ending under which a file that is not readable is kept aside.</summary>
    public const string DamagedSuffix = ".corrupt";

    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Reads a file; the value is null when there is none, and when it is damaged: then it is kept aside, and the message says so.
    /// </summary>
    public static async Task<(StorageResult Result, T? Value)> LoadAsync<T>(IStorage storage, string name) where T : class
    {
        var read = await storage.ReadAllAsync(name, MaxBytes);
        if (read.Fault == StorageFault.Missing)
            return (StorageResult.Success, null);
        if (!read.Succeeded)
            return (read.Outcome, null);
        try
        {
            if (JsonSerializer.Deserialize<T>(read.Value) is { } value)
                return (StorageResult.Success, value);
        }
        catch (JsonException)
        {
            // Told below, as a file that holds 'null' is.
        }

        var renamed = await storage.RenameAsync(name, name + DamagedSuffix);
        return (renamed.Succeeded ? new(StorageFault.None, $"{name} is damaged and was kept aside as {name}{DamagedSuffix}.") : renamed, null);
    }

    /// <summary>Replaces a file, and completes when that is durable.</summary>
    public static async Task<StorageResult> SaveAsync(IStorage storage, string name, string json) =>
        await storage.ReplaceAsync(name, Encoding.UTF8.GetBytes(json));
}
