namespace Holdfast.Routing.LineProtocol;

/// <summary>Placeholder until the scanner lands.</summary>
public ref struct FieldReader
{
    /// <summary>Starts at the point's first field.</summary>
    public FieldReader(ReadOnlySpan<byte> text, in PointLine point) => throw new NotSupportedException();

    /// <summary>Reads the next field, or returns false.</summary>
    public bool Read(out FieldSpan field) => throw new NotSupportedException();
}
