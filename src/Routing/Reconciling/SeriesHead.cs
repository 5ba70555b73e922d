using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Reconciling;

/// <summary>
/// What stands before the fields of a line: the escaped measurement and tags, the tags in order of their keys. The same series has the same
/// head on every store, so it serves as the series' name.
/// </summary>
/// <param name="Text">The head; when it cannot be written, something that no writable head is, and as unique.</param>
/// <param name="Writable">Whether line protocol can carry it: stores may hold names that it cannot.</param>
public sealed record SeriesHead(string Text, bool Writable)
{
    /// <summary>The head of a series.</summary>
    /// <param name="measurement">The measurement.</param>
    /// <param name="tags">The tags, in any order; those with an empty value are no tags.</param>
    public static SeriesHead Of(string measurement, IEnumerable<KeyValuePair<string, string>> tags)
    {
        var present = tags.Where(static tag => tag.Value.Length > 0).OrderBy(static tag => tag.Key, StringComparer.Ordinal).ToList();
        var head = new StringBuilder();
        if (!LineEscapes.TryEscapeMeasurement(measurement, out var raw))
            return Unwritable(measurement, present);
        head.Append(Encoding.UTF8.GetString(raw));
        foreach (var (key, value) in present)
        {
            if (!LineEscapes.TryEscapeKey(key, out var rawKey) || !LineEscapes.TryEscapeKey(value, out var rawValue))
                return Unwritable(measurement, present);
            head.Append(',').Append(Encoding.UTF8.GetString(rawKey)).Append('=').Append(Encoding.UTF8.GetString(rawValue));
        }

        return new(head.ToString(), true);
    }

    // Lengths before names, so that no two series are taken for one whatever they are called; no head has a control character.
    private static SeriesHead Unwritable(string measurement, List<KeyValuePair<string, string>> tags) =>
        new($"\0{measurement.Length}:{measurement}{string.Concat(tags.Select(static tag => $"\0{tag.Key.Length}:{tag.Key}{tag.Value}"))}", false);
}
