namespace Holdfast.Routing.LineProtocol;

/// <summary>Line and column of an offset.</summary>
internal static class TextPosition
{
    /// <summary>
    /// The physical line, counted on from a known one, and the column, both from 1. Looks only at the bytes from the start of that
    /// line to the offset, however long the text is.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">An offset at or before <paramref name="offset"/>.</param>
    /// <param name="startLine">The line on which <paramref name="start"/> lies.</param>
    /// <param name="offset">The offset that is wanted.</param>
    public static (int Line, int Column) Of(ReadOnlySpan<byte> text, int start, int startLine, int offset) =>
        (startLine + text[start..offset].Count((byte)'\n'), offset - text[..offset].LastIndexOf((byte)'\n'));
}
