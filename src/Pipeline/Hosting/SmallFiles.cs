using System.Text;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Hosting;

/// <summary>Reads and replaces whole small texts.</summary>
internal static class SmallFiles
{
    /// <summary>Far more than any of them ever takes: 100,000 learnt fields are some 10 MB.</summary>
    private const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>The text, or null when there is none that can be read.</summary>
    public static async Task<string?> ReadTextAsync(this IStorage storage, string name)
    {
        var read = await storage.ReadAllAsync(name, MaxBytes);
        return read.Succeeded ? Encoding.UTF8.GetString(read.Value) : null;
    }

    /// <summary>The text, empty when there is no such file; or why it cannot be read.</summary>
    public static async Task<(string Text, string? Fault)> TryReadTextAsync(this IStorage storage, string name)
    {
        var read = await storage.ReadAllAsync(name, MaxBytes);
        if (read.Succeeded)
            return (Encoding.UTF8.GetString(read.Value), null);
        return ("", read.Fault is StorageFault.Missing ? null : read.Message ?? $"{name} cannot be read");
    }

    /// <summary>Replaces the text whole.</summary>
    /// <returns>What hindered it; null when nothing did.</returns>
    public static async Task<string?> WriteTextAsync(this IStorage storage, string name, string text) =>
        (await storage.ReplaceAsync(name, Encoding.UTF8.GetBytes(text))).Message;
}
