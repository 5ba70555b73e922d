using System.Buffers.Text;
using Holdfast.Routing.Batching;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Pipeline.Sharing;

/// <summary>Cuts the points of a range of timestamps out of a normalised batch.</summary>
internal static class LineRange
{
    /// <summary>The batch's points from <paramref name="minTime"/> to <paramref name="maxTime"/>, both included; without points when it has none there.</summary>
    public static Batch Cut(Batch batch, long minTime, long maxTime)
    {
        if (batch.MinTime >= minTime && batch.MaxTime <= maxTime)
            return batch;
        var source = batch.Lines.Span;
        var lines = new byte[source.Length];
        var (length, points, from, min, max) = (0, 0, 0, long.MaxValue, long.MinValue);
        foreach (var end in PointBoundaries.Find(source))
        {
            var line = source[from..end];
            from = end;
            if (TimeOf(line) is not { } at || at < minTime || at > maxTime)
                continue;
            line.CopyTo(lines.AsSpan(length));
            length += line.Length;
            points++;
            (min, max) = (Math.Min(min, at), Math.Max(max, at));
        }

        return batch with { Lines = lines.AsMemory(0, length), Points = points, MinTime = min, MaxTime = max };
    }

    /// <summary>A normalised line ends with a blank, its timestamp and a newline.</summary>
    private static long? TimeOf(ReadOnlySpan<byte> line)
    {
        var trimmed = line.TrimEnd("\n"u8);
        var text = trimmed[(trimmed.LastIndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(text, out long at, out var used) && used == text.Length ? at : null;
    }
}
