namespace Holdfast.Routing.LineProtocol;

/// <summary>Where one may cut a batch in two.</summary>
public static class PointBoundaries
{
    /// <summary>
    /// The end of each point, behind its newline, in ascending order; the last is the length of the batch. Newlines within strings do
    /// not count. Bytes that are no point, which a normalised batch has none of, count as one, so that bisecting isolates them.
    /// </summary>
    /// <param name="normalised">What <see cref="LineWriter"/> wrote; empty gives an empty list.</param>
    public static int[] Find(ReadOnlySpan<byte> normalised)
    {
        // Each ends with a newline, the last perhaps without: the room is known beforehand, and nothing is copied from a smaller one.
        var ends = new int[normalised.Count((byte)'\n') + (normalised.EndsWith("\n"u8) ? 0 : 1)];
        var count = 0;
        var reader = new LineReader(normalised, TimestampPrecision.Nanoseconds, int.MaxValue);
        while (reader.Read(out _, out _) != LineStatus.End)
            ends[count++] = reader.Position;

        // Trailing blank lines and comments belong to the last point.
        if (count > 0)
            ends[count - 1] = normalised.Length;
        return count == ends.Length ? ends : ends[..count];
    }

    /// <summary>Whether a batch is one point, or less, so that it cannot be cut.</summary>
    /// <param name="normalised">What <see cref="LineWriter"/> wrote.</param>
    public static bool IsOne(ReadOnlySpan<byte> normalised)
    {
        var reader = new LineReader(normalised, TimestampPrecision.Nanoseconds, int.MaxValue);
        return reader.Read(out _, out _) == LineStatus.End || reader.Read(out _, out _) == LineStatus.End;
    }
}
