using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Deferring;

/// <summary>The durable cursors: a small text file, replaced whole, one line per lane, closed by its checksum.</summary>
internal static class CursorFile
{
    public const string Name = "cursors";

    private const string FirstTitle = "holdfast-cursors 1";
    private const string Title = "holdfast-cursors 2";
    private const string Seal = "crc32c ";
    private const int MaxBytes = 16 * 1024 * 1024;

    public static ValueTask<StorageResult> SaveAsync(IStorage storage, CursorTable cursors) =>
        storage.ReplaceAsync(Name, Encoding.UTF8.GetBytes(Format(cursors)));

    /// <summary>
    /// Reads the cursors; none if there is no file. One that is damaged is renamed to <c>cursors.corrupt</c>, and yields none, damaged:
    /// everything that is still in the log is then owed again, since resending loses nothing and skipping might.
    /// </summary>
    public static async ValueTask<StorageResult<CursorTable>> LoadAsync(IStorage storage)
    {
        var read = await storage.ReadAllAsync(Name, MaxBytes);
        if (read.Fault == StorageFault.Missing) return StorageResult.Of(CursorTable.None());
        if (!read.Succeeded) return StorageResult.Failure<CursorTable>(read.Fault, read.Message);
        if (TryParse(Encoding.UTF8.GetString(read.Value), out var cursors)) return StorageResult.Of(cursors);

        var renamed = await storage.RenameAsync(Name, Name + ".corrupt");
        return renamed.Succeeded
            ? StorageResult.Of(CursorTable.None() with { Damaged = true })
            : StorageResult.Failure<CursorTable>(renamed.Fault, renamed.Message);
    }

    public static string Format(CursorTable cursors)
    {
        var text = new StringBuilder(Title).Append('\n');
        foreach (var (store, sequence) in cursors.Stores.OrderBy(static cursor => cursor.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{sequence} {Uri.EscapeDataString(store)}\n");
        var lanes = cursors.Lanes
            .OrderBy(static cursor => cursor.Key.Store, StringComparer.Ordinal).ThenBy(static cursor => cursor.Key.Bucket, StringComparer.Ordinal);
        foreach (var (lane, sequence) in lanes)
            text.Append(CultureInfo.InvariantCulture, $"{sequence} {Uri.EscapeDataString(lane.Store)} {Uri.EscapeDataString(lane.Bucket)}\n");
        var body = text.ToString();
        return body + Seal + Checksum(body) + "\n";
    }

    public static bool TryParse(string text, out CursorTable cursors)
    {
        cursors = CursorTable.None();
        var seal = text.LastIndexOf(Seal, StringComparison.Ordinal);
        if (seal < 0 || !text.AsSpan(seal).SequenceEqual(Seal + Checksum(text[..seal]) + "\n")) return false;

        var lines = text[..seal].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0) return false;
        var laned = string.Equals(lines[0], Title, StringComparison.Ordinal);
        if (!laned && !string.Equals(lines[0], FirstTitle, StringComparison.Ordinal)) return false;
        foreach (var line in lines.AsSpan(1))
        {
            var fields = line.Split(' ');
            if (fields.Length < 2 || fields.Length > (laned ? 3 : 2)) return false;
            if (!long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
            var store = Uri.UnescapeDataString(fields[1]);
            if (fields.Length == 2) cursors.Stores[store] = sequence;
            else cursors.Lanes[new(store, Uri.UnescapeDataString(fields[2]))] = sequence;
        }

        return true;
    }

    private static string Checksum(string text) => Crc32C.Of(Encoding.UTF8.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);
}
