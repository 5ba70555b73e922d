using System.Globalization;
using System.Text;
using Holdfast.Pipeline.Storage;

namespace Holdfast.Pipeline.Deferring;

/// <summary>The durable cursors: a small text file, replaced whole, one line per store, closed by its checksum.</summary>
internal static class CursorFile
{
    public const string Name = "cursors";

    private const string Title = "holdfast-cursors 1";
    private const string Seal = "crc32c ";
    private const int MaxBytes = 16 * 1024 * 1024;

    public static ValueTask<StorageResult> SaveAsync(IStorage storage, IReadOnlyDictionary<string, long> cursors) =>
        storage.ReplaceAsync(Name, Encoding.UTF8.GetBytes(Format(cursors)));

    /// <summary>
    /// Reads the cursors; none if there is no file. One that is damaged is renamed to <c>cursors.corrupt</c>, and yields null: everything
    /// that is still in the log is then owed again, since resending loses nothing and skipping might.
    /// </summary>
    public static async ValueTask<StorageResult<CursorTable>> LoadAsync(IStorage storage)
    {
        var read = await storage.ReadAllAsync(Name, MaxBytes);
        if (read.Fault == StorageFault.Missing) return StorageResult.Of(new CursorTable([], Damaged: false));
        if (!read.Succeeded) return StorageResult.Failure<CursorTable>(read.Fault, read.Message);
        if (TryParse(Encoding.UTF8.GetString(read.Value), out var cursors))
            return StorageResult.Of(new CursorTable(cursors, Damaged: false));

        var renamed = await storage.RenameAsync(Name, Name + ".corrupt");
        return renamed.Succeeded
            ? StorageResult.Of(new CursorTable([], Damaged: true))
            : StorageResult.Failure<CursorTable>(renamed.Fault, renamed.Message);
    }

    public static string Format(IReadOnlyDictionary<string, long> cursors)
    {
        var text = new StringBuilder(Title).Append('\n');
        foreach (var (store, sequence) in cursors.OrderBy(cursor => cursor.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{sequence} {Uri.EscapeDataString(store)}\n");
        var body = text.ToString();
        return body + Seal + Checksum(body) + "\n";
    }

    public static bool TryParse(string text, out Dictionary<string, long> cursors)
    {
        cursors = new Dictionary<string, long>(StringComparer.Ordinal);
        var seal = text.LastIndexOf(Seal, StringComparison.Ordinal);
        if (seal < 0 || !text.AsSpan(seal).SequenceEqual(Seal + Checksum(text[..seal]) + "\n")) return false;

        var lines = text[..seal].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || !string.Equals(lines[0], Title, StringComparison.Ordinal)) return false;
        foreach (var line in lines.AsSpan(1))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0) return false;
            if (!long.TryParse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
            cursors[Uri.UnescapeDataString(line[(space + 1)..])] = sequence;
        }

        return true;
    }

    private static string Checksum(string text) => Crc32C.Of(Encoding.UTF8.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);
}
