namespace Holdfast.Routing.LineProtocol;

/// <summary>Walks the fields of an accepted line in the order in which they stand. Allocates nothing. Not thread-safe.</summary>
public ref struct FieldReader
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly int _end;
    private LineScanner _scanner;
    private int _at;

    /// <summary>Starts at the point's first field.</summary>
    /// <param name="text">The text that the point was read from.</param>
    /// <param name="point">A point that <see cref="LineReader"/> accepted.</param>
    public FieldReader(ReadOnlySpan<byte> text, in PointLine point)
    {
        _text = text;
        _scanner = new LineScanner(text);
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

        var keyEnd = _scanner.ReadKey(_at);
        var valueEnd = _scanner.ReadValue(_at, keyEnd);
        field = new FieldSpan(_at, keyEnd, keyEnd + 1, valueEnd, ValueSyntax.TypeOf(_text[(keyEnd + 1)..valueEnd]));
        _at = valueEnd + 1;
        return true;
    }
}
