namespace Holdfast.Routing.LineProtocol;

/// <summary>Placeholder until the scanner lands.</summary>
public ref struct TagReader
{
    /// <summary>Starts at the point's first tag.</summary>
    public TagReader(ReadOnlySpan<byte> text, in PointLine point) => throw new NotSupportedException();

    /// <summary>Reads the next tag, or returns false.</summary>
    public bool Read(out TagSpan tag) => throw new NotSupportedException();
}
