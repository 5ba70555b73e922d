using System.Collections.Immutable;
using System.Text.Json;
using Holdfast.Routing.Recovery;

namespace Holdfast.Pipeline.Recovering;

/// <summary>The saved form of one store's recoveries.</summary>
/// <param name="Record">The present or last one.</param>
/// <param name="Finished">The last that have ended, oldest first.</param>
internal sealed record RecoveryFile(RecoveryRecord Record, ImmutableArray<RecoverySummary> Finished)
{
    /// <summary>Far more than a record of every tier there may be.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Names may hold anything; a file's name may not.</summary>
    public static string NameOf(string store) => $"{Uri.EscapeDataString(store)}.json";

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <returns>The file, or null when the bytes are not one of this store.</returns>
    public static RecoveryFile? Read(byte[] bytes, string store)
    {
        try
        {
            return JsonSerializer.Deserialize<RecoveryFile>(bytes) is { Record.IsSound: true, Finished: { IsDefault: false, Length: <= RecoveryBook.MaximumFinished } } file
                && string.Equals(file.Record.Store, store, StringComparison.Ordinal)
                && file.Finished.All(static summary => summary is { Comparison: not null })
                    ? file
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
