namespace Holdfast.Routing.LineProtocol;

/// <summary>Walks the tags of an accepted line in the order in which they stand. Allocates nothing. Not thread-safe.</summary>
public ref struct TagReader
{
    private readonly int _end;
    private StructuralScanner _structure;
    private int _at;

    /// <summary>Starts at the point's first tag.</summary>
    /// <param name="text">The text that the point was read from.</param>
    /// <param name="point">A point that <see cref="LineReader"/> accepted.</param>
    public TagReader(ReadOnlySpan<byte> text, in PointLine point)
    {
        _structure = new StructuralScanner(text);
        _at = point.TagsStart;
        _end = point.TagsEnd;
    }

    /// <summary>Reads the next tag, or returns false.</summary>
    public bool Read(out TagSpan tag)
    {
        if (_at >= _end)
        {
            tag = default;
            return false;
        }

        var keyEnd = _structure.KeyEnd(_at);
        var valueEnd = _structure.KeyEnd(keyEnd + 1);
        tag = new TagSpan(_at, keyEnd, keyEnd + 1, valueEnd);
        _at = valueEnd + 1;
        return true;
    }
}
