using Holdfast.Pipeline.Breakers;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Hosting;

/// <summary>The breakers' states over a restart of the one process that is their authority.</summary>
/// <param name="storage">Where they are kept.</param>
/// <param name="breakers">The breakers.</param>
internal sealed class SavedBreakers(IStorage storage, BreakerRegistry breakers)
{
    private const string File = "breakers.json";

    /// <summary>Takes up what was saved; nothing is no fault.</summary>
    /// <returns>What could not be read and begins afresh; null when nothing.</returns>
    public async Task<BreakerImport?> LoadAsync()
    {
        if (await storage.ReadTextAsync(File) is not { } saved)
            return null;
        var import = breakers.Import(saved);
        return import.Error.Length > 0 || import.Corrupt.Count > 0 ? import : null;
    }

    /// <summary>Saves the states as they are now.</summary>
    /// <returns>What hindered it; null when nothing did. Without them a restart only begins afresh.</returns>
    public Task<string?> SaveAsync() => storage.WriteTextAsync(File, breakers.Export());
}
