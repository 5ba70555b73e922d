namespace Holdfast.Routing.LineProtocol;

/// <summary>Walks the fields of an accepted line in the order in which they stand. Allocates nothing. Not thread-safe.</summary>
public ref struct FieldReader
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly int _end;
    private StructuralScanner _structure;
    private int _at;

    /// <summary>Starts at the point's first field.</summary>
    /// <param name="text">The text that the point was read from.</param>
    /// <param name="point">A point that <see cref="LineReader"/> accepted.</param>
    public FieldReader(ReadOnlySpan<byte> text, in PointLine point)
    {
        _text = text;
        _structure = new StructuralScanner(text);
        _at = point.FieldsStart;
        _end = point.FieldsEnd;
    }

    /// <summary>Reads the next field, or returns false.</summary>
    public bool Read(out FieldSpan field)
    {
        if (_at >= _end)
        {
            field = default;
            return false;
        }

        var keyEnd = _structure.KeyEnd(_at);
        var start = keyEnd + 1;
        var valueEnd = _text[start] == '"' ? QuotedText.End(_text, start) : _structure.Next(start);
        field = new FieldSpan(_at, keyEnd, start, valueEnd, ValueSyntax.TypeOf(_text[start..valueEnd]));
        _at = valueEnd + 1;
        return true;
    }
}
