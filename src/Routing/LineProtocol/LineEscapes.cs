namespace Holdfast.Routing.LineProtocol;

/// <summary>Placeholder until the scanner lands.</summary>
public static class LineEscapes
{
    /// <summary>Removes the escapes of a measurement.</summary>
    public static string UnescapeMeasurement(ReadOnlySpan<byte> raw) => throw new NotSupportedException();

    /// <summary>Removes the escapes of a tag key, tag value or field key.</summary>
    public static string UnescapeKey(ReadOnlySpan<byte> raw) => throw new NotSupportedException();

    /// <summary>The content of a quoted text field, quotes and escapes removed.</summary>
    public static string UnescapeText(ReadOnlySpan<byte> quoted) => throw new NotSupportedException();
}
