using System.Buffers;
using System.Buffers.Text;

namespace Holdfast.Routing.LineProtocol;

/// <summary>
/// Writes points in normal form: measurement and tags as they stand, one blank, fields as they stand, one blank, the timestamp in
/// nanoseconds, a newline. Surplus blanks and carriage returns are gone; whoever reads the result with
/// <see cref="TimestampPrecision.Nanoseconds"/> gets the identical point. Allocates nothing. Thread-safe.
/// </summary>
public static class LineWriter
{
    // The longest timestamp, -9223372036854775808, and the two blanks and the newline.
    private const int MaxTimestampBytes = 20;
    private const int Separators = 3;

    // Of the separators every line has the first blank already. The newline it has or, as the last one, has not.
    internal const int MaxGrowth = MaxTimestampBytes + Separators - 1;

    /// <summary>The most bytes that <see cref="Write(ReadOnlySpan{byte}, in PointLine, long, Span{byte})"/> writes for the point.</summary>
    public static int MaxLength(in PointLine point) =>
        point.TagsEnd - point.Start + point.FieldsEnd - point.FieldsStart + MaxTimestampBytes + Separators;

    /// <summary>Writes the point with the time that its line carried, or with <paramref name="defaultTime"/> when it carried none.</summary>
    /// <param name="text">The text that the point was read from.</param>
    /// <param name="point">A point that <see cref="LineReader"/> accepted.</param>
    /// <param name="defaultTime">In nanoseconds, already truncated to the precision.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes; shorter throws <see cref="ArgumentException"/>.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(ReadOnlySpan<byte> text, in PointLine point, long defaultTime, Span<byte> destination)
    {
        if (destination.Length < MaxLength(point))
            throw new ArgumentException("The destination is shorter than the longest form of the point.", nameof(destination));
        var series = text[point.Start..point.TagsEnd];
        var fields = text[point.FieldsStart..point.FieldsEnd];
        series.CopyTo(destination);
        var at = series.Length;
        destination[at++] = (byte)' ';
        fields.CopyTo(destination[at..]);
        at += fields.Length;
        destination[at++] = (byte)' ';
        Utf8Formatter.TryFormat(point.HasTime ? point.Time : defaultTime, destination[at..], out var digits);
        at += digits;
        destination[at++] = (byte)'\n';
        return at;
    }

    /// <summary>The same into a growing buffer.</summary>
    public static void Write(ReadOnlySpan<byte> text, in PointLine point, long defaultTime, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Advance(Write(text, point, defaultTime, writer.GetSpan(MaxLength(point))));
    }
}
