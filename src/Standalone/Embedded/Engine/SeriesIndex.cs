using System.Collections.Immutable;
using System.Text;

using Holdfast.Routing.LineProtocol;

namespace Holdfast.Standalone.Embedded.Engine;

/// <summary>
/// Finds the series of a line by the bytes that name it. A series can be written in several ways (tags in another order, other escapes);
/// each way is remembered, within a limit, so that a line that was seen before costs one look-up and no allocation.
/// </summary>
internal sealed class SeriesIndex
{
    /// <summary>Spellings remembered for each series, on average.</summary>
    public const int SpellingsPerSeries = 4;

    private readonly Dictionary<byte[], Series> _bySpelling = new(Utf8KeyComparer.Instance);
    private readonly Dictionary<Series, List<byte[]>> _spellings = [];

    public Series? Find(ReadOnlySpan<byte> spelling) =>
        _bySpelling.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(spelling, out Series? series) ? series : null;

    public void Remember(ReadOnlySpan<byte> spelling, Series series)
    {
        if (!_spellings.TryGetValue(series, out List<byte[]>? known)) _spellings.Add(series, known = new List<byte[]>(1));
        if (known.Count >= SpellingsPerSeries) return;
        var copy = spelling.ToArray();
        known.Add(copy);
        _bySpelling[copy] = series;
    }

    public void Remove(Series series)
    {
        if (!_spellings.Remove(series, out List<byte[]>? known)) return;
        foreach (var spelling in known) _bySpelling.Remove(spelling);
    }

    /// <summary>The tags of a line in order of their keys, escapes removed.</summary>
    public static ImmutableArray<Tag> ReadTags(ReadOnlySpan<byte> text, in PointLine point)
    {
        ImmutableArray<Tag>.Builder tags = ImmutableArray.CreateBuilder<Tag>();
        TagReader reader = new(text, in point);
        while (reader.Read(out TagSpan tag))
        {
            tags.Add(new Tag(
                LineEscapes.UnescapeKey(text[tag.KeyStart..tag.KeyEnd]),
                LineEscapes.UnescapeKey(text[tag.ValueStart..tag.ValueEnd])));
        }

        tags.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return tags.DrainToImmutable();
    }

    /// <summary>The key as InfluxDB writes it.</summary>
    public static string KeyOf(string measurement, ImmutableArray<Tag> tags)
    {
        StringBuilder key = new();
        Escape(key, measurement, equals: false);
        foreach (Tag tag in tags)
        {
            key.Append(',');
            Escape(key, tag.Key, equals: true);
            key.Append('=');
            Escape(key, tag.Value, equals: true);
        }

        return key.ToString();
    }

    private static void Escape(StringBuilder key, string text, bool equals)
    {
        foreach (var c in text)
        {
            if (c is ',' or ' ' || (equals && c == '=')) key.Append('\\');
            key.Append(c);
        }
    }
}
