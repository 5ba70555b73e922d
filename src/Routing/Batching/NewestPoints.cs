using System.Buffers;
using System.Globalization;
using System.Text;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Batching;

/// <summary>
/// Takes out of a history of batches what corrections have replaced, so that it can be written again in pieces without an older value ever
/// standing in the place of a newer one, not even when the writing ends in the middle. Of a point that was written several times, each field's
/// last value counts. Tags may stand in any order. For one caller at a time.
/// </summary>
/// <remarks>
/// Two passes over the same history: first <see cref="Note"/> for all of it, then <see cref="Take"/> for each part, then <see cref="Rest"/>. Takes
/// about 16 bytes of memory for each point, and for each corrected point all of it.
/// </remarks>
public sealed class NewestPoints
{
    private readonly HashSet<ulong> _seen = [];
    private readonly HashSet<ulong> _repeated = [];
    private readonly Dictionary<string, MergedPoint> _merged = new(StringComparer.Ordinal);

    /// <summary>Learns which points are written more than once.</summary>
    /// <param name="lines">Normalised lines, in the order of the history.</param>
    public void Note(ReadOnlySpan<byte> lines)
    {
        var reader = new LineReader(lines, TimestampPrecision.Nanoseconds, int.MaxValue);
        for (var status = reader.Read(out var point, out _); status != LineStatus.End; status = reader.Read(out point, out _))
        {
            if (status == LineStatus.Point && HashOf(lines, point) is var hash && !_seen.Add(hash))
                _repeated.Add(hash);
        }
    }

    /// <summary>The lines whose points are written only once; the others are kept for <see cref="Rest"/>.</summary>
    /// <param name="lines">Lines that were noted before, in the order of the history.</param>
    /// <returns>The lines, those that were given if nothing is left out, and how many points they are.</returns>
    public (ReadOnlyMemory<byte> Lines, int Points) Take(ReadOnlyMemory<byte> lines)
    {
        var text = lines.Span;
        var reader = new LineReader(text, TimestampPrecision.Nanoseconds, int.MaxValue);
        ArrayBufferWriter<byte>? rest = null;
        var (points, from) = (0, 0);
        for (var status = reader.Read(out var point, out _); status != LineStatus.End; status = reader.Read(out point, out _))
        {
            var end = reader.Position;
            if (status == LineStatus.Point && _repeated.Contains(HashOf(text, point)))
            {
                if (rest is null)
                {
                    rest = new(lines.Length);
                    rest.Write(text[..from]);
                }

                Merge(text, point);
            }
            else
            {
                rest?.Write(text[from..end]);
                points++;
            }

            from = end;
        }

        return (rest?.WrittenMemory ?? lines, points);
    }

    /// <summary>The points that were written several times, each once, with the last value of every field.</summary>
    /// <param name="maxBytes">The size of one piece, unless a single point is larger.</param>
    /// <returns>The pieces, and how many points each has.</returns>
    public IReadOnlyList<(ReadOnlyMemory<byte> Lines, int Points)> Rest(int maxBytes)
    {
        var pieces = new List<(ReadOnlyMemory<byte> Lines, int Points)>();
        var piece = new ArrayBufferWriter<byte>();
        var points = 0;
        foreach (var point in _merged.Values)
        {
            var line = point.ToLine();
            if (points > 0 && piece.WrittenCount + line.Length > maxBytes)
            {
                pieces.Add((piece.WrittenMemory, points));
                (piece, points) = (new(), 0);
            }

            piece.Write(line);
            points++;
        }

        if (points > 0)
            pieces.Add((piece.WrittenMemory, points));
        return pieces;
    }

    private void Merge(ReadOnlySpan<byte> text, in PointLine point)
    {
        var key = KeyOf(text, point);
        if (!_merged.TryGetValue(key, out var merged))
            _merged[key] = merged = new(text[point.Start..point.TagsEnd].ToArray(), point.Time);
        var fields = new FieldReader(text, point);
        while (fields.Read(out var field))
            merged.Set(text[field.KeyStart..field.KeyEnd], text[field.ValueStart..field.ValueEnd]);
    }

    /// <summary>The same for every order of the tags.</summary>
    private static ulong HashOf(ReadOnlySpan<byte> text, in PointLine point)
    {
        var hash = Mix(ByteMix(text[point.Start..point.MeasurementEnd])) + Mix(unchecked((ulong)point.Time));
        var tags = new TagReader(text, point);
        while (tags.Read(out var tag))
            hash = unchecked(hash + Mix(ByteMix(text[tag.KeyStart..tag.ValueEnd])));
        return hash;
    }

    private static string KeyOf(ReadOnlySpan<byte> text, in PointLine point)
    {
        var parts = new List<string>();
        var tags = new TagReader(text, point);
        while (tags.Read(out var tag))
            parts.Add(Encoding.UTF8.GetString(text[tag.KeyStart..tag.ValueEnd]));
        parts.Sort(StringComparer.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(text[point.Start..point.MeasurementEnd])},{string.Join(',', parts)} {point.Time}");
    }

    private static ulong ByteMix(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var octet in bytes)
            hash = unchecked((hash ^ octet) * 0x100000001B3UL);
        return hash;
    }

    /// <summary>The finaliser of MurmurHash3: sums of its results do not cancel out.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCDUL;
            value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53UL;
            return value ^ (value >> 33);
        }
    }
}
