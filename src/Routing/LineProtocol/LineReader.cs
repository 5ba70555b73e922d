namespace Holdfast.Routing.LineProtocol;

/// <summary>Placeholder until the scanner lands; see the branch that carries it.</summary>
public ref struct LineReader
{
    /// <summary>Starts at the beginning of the text.</summary>
    public LineReader(ReadOnlySpan<byte> text, TimestampPrecision precision) => throw new NotSupportedException();

    /// <summary>Reads the next line.</summary>
    public LineStatus Read(out PointLine point, out Rejection? rejection) => throw new NotSupportedException();
}
